import { run } from '../../edge/exec.ts';
import type { Log } from '../../edge/log.ts';

export interface TokenProgram {
  argv: readonly string[];
  /** Where it runs. */
  directory: string;
  environment: Readonly<Record<string, string>>;
}

/** A keychain may ask a person; a helper over the network may hang. */
const withinMs = 10_000;

/** What a program prints as a token. What it prints otherwise is told to nobody: it may be one, too. */
export async function tokenFrom({ argv, directory, environment }: TokenProgram): Promise<TokenPrinted> {
  const [program = '', ...args] = argv;
  const options = { cwd: directory, env: environment, timeoutMs: withinMs, withDescendants: true };
  const { failure, exitCode, stdout } = await run(program, args, { ...options, timeoutSignal: 'SIGKILL' });
  if (failure === 'timed_out') return { token: null, why: `did not end within ${withinMs / 1_000} s` };
  if (failure === 'not_found') return { token: null, why: 'is not there' };
  if (failure !== 'none') return { token: null, why: `failed (${exitCode ?? failure})` };
  const token = stdout.trim();
  return /^[\x21-\x7e]+$/.test(token) ? { token, why: null } : { token: null, why: 'printed no token' };
}

export type TokenPrinted = { token: string; why: null } | { token: null; why: string };

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
    const { token, why } = await tokenFrom(this.#program);
    if (token !== null) this.#token = token;
    else this.#log.warn({}, `The program of worker.tokenCommand, ${this.#program.argv[0]}, ${why}`);
  }
}
