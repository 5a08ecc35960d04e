import { type ChildProcess, spawn } from 'node:child_process';

/** A program that runs while the test goes on. */
export class RunningProgram {
  readonly ended: Promise<{ exit: number | null; stdout: string; stderr: string }>;
  readonly #child: ChildProcess;
  stdout = '';
  stderr = '';

  constructor(program: string, argv: string[], options: { cwd: string; env: Record<string, string> }) {
    const child = spawn(program, argv, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    const { promise, resolve } = Promise.withResolvers<Awaited<typeof this.ended>>();
    child.once('close', (exit) => resolve({ exit, stdout: this.stdout, stderr: this.stderr }));
    this.ended = promise;
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('it could not be started');
    return this.#child.pid;
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** Whoever read what it says is gone. */
  closeOutput(): void {
    this.#child.stdout?.destroy();
    this.#child.stderr?.destroy();
  }

  /** What reads its output is gone, as `| head` is. */
  stopReading(...outputs: ('stdout' | 'stderr')[]): void {
    for (const output of outputs) this.#child[output]?.destroy();
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  kill(): void {
    if (this.isRunning) this.#child.kill('SIGKILL');
  }
}
