import { personEnvironment } from '../../config/environment.ts';
import { readEnd } from '../../edge/files.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { endKept, type KeptPart, startKept } from '../daemon/kept-part.ts';
import { outputFile } from '../daemon/start-part.ts';

/** The demo's worker: a process of its own, as `up` keeps one. */
export class DemoWorker {
  readonly #context: CliContext;
  #part: KeptPart;

  private constructor(context: CliContext, part: KeptPart) {
    this.#context = context;
    this.#part = part;
  }

  /** @throws ProblemError unavailable: it did not start; its last words say why. */
  static async start(context: CliContext): Promise<DemoWorker> {
    return new DemoWorker(context, await startPart(context));
  }

  /** Null while it is not there. */
  get pid(): number | null {
    return this.#part.keeper.process()?.pid ?? null;
  }

  /** Ends the process, and starts another one once something was done without it. Sessions go on meanwhile. */
  async restart(meanwhile: () => Promise<void>): Promise<void> {
    await this.#end({ keepSessions: true });
    try {
      await meanwhile();
    } finally {
      this.#part = await startPart(this.#context);
    }
  }

  /** Stops its sessions, with proof, and ends it. */
  end(): Promise<void> {
    return this.#end({ keepSessions: false });
  }

  async #end({ keepSessions }: { keepSessions: boolean }): Promise<void> {
    const { config } = await this.#context.loadConfig();
    await endKept(this.#context, [this.#part], { keepSessions, graceMs: config.session.graceMs });
  }
}

const longestWords = 500;

async function startPart(context: CliContext): Promise<KeptPart> {
  const { path } = await context.loadConfig();
  const part = await startKept(context, 'worker run', {
    keptBy: 'person',
    configPath: path,
    output: 'file',
    env: personEnvironment(),
    isInPlace: () => true,
  });
  if (part.kind === 'started') return part;
  const words = readEnd(outputFile(context.layout.logs, 'worker run'), longestWords).trim();
  throw new ProblemError('unavailable', `The worker did not start (exit code ${part.exitCode}): ${words}`);
}
