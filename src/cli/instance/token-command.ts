import type { Log } from '../../edge/log.ts';
import { printedBy, type SecretPlace } from '../../edge/read-secret.ts';

export interface TokenProgram extends SecretPlace {
  argv: readonly string[];
}

/** The token that a program printed last. It runs at the start, and when the token is refused. */
export class TokenCommand {
  readonly #program: TokenProgram;
  readonly #log: Log;
  #token: string | null = null;
  #running: Promise<void> | null = null;

  constructor(program: TokenProgram, log: Log) {
    this.#program = program;
    this.#log = log;
  }

  token(): string | null {
    return this.#token;
  }

  /** One at a time. A program that fails takes nothing away. */
  refresh(): Promise<void> {
    this.#running ??= this.#run().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #run(): Promise<void> {
    const { secrets, why } = await printedBy(this.#program.argv, this.#program);
    if (secrets !== null) this.#token = secrets[0] ?? null;
    else this.#log.warn({}, `The program of worker.tokenCommand, ${this.#program.argv[0]}, ${why}`);
  }
}
