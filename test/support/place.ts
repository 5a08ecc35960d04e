import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { liveProcess } from '../../src/cli/daemon/process-record.ts';
import { type StateLayout, stateLayout } from '../../src/config/state-layout.ts';
import { restingStates } from '../../src/core/request.ts';
import { systemClock } from '../../src/edge/clock.ts';
import { type ControlPlaneClient, controlPlaneClient } from '../../src/edge/control-plane-client.ts';
import { hasCode, readIfThere } from '../../src/edge/files.ts';
import { bareRemote, testEnvironment } from './git-repository.ts';
import { processesNaming } from './global-processes.ts';
import { RunningProgram } from './running-program.ts';
import { type AtEnd, temporaryFolder } from './temporary-folder.ts';
import { until } from './until.ts';

export const cliMain = join(import.meta.dirname, '../../src/cli/main.mjs');

/** Those of the launcher. */
export const nodeOptions = ['--min-semi-space-size=16', '--disable-warning=ExperimentalWarning'];

export interface Ran {
  exit: number;
  stdout: string;
  stderr: string;
}

export interface PlaceOptions {
  /** Below the place's folder. */
  stateDir?: string;
  /** Sections of planeguard.yaml, merged over quick ones. */
  config?: Record<string, object>;
  env?: Record<string, string>;
  /** The CLI's program: that of this checkout if absent. */
  main?: string;
  /** Another place whose instance is used: its state directory and configuration. */
  on?: Place;
  /** When to take it down: when the test ends if absent. */
  atEnd?: AtEnd;
}

const quick = {
  server: { listen: '127.0.0.1:0' },
  session: { settleAfter: '1s', grace: '2s' },
  retry: { attempts: 2, base: '200ms', cap: '200ms' },
  retention: { minFreeDisk: '1MiB' },
};

/**
 * What a person has on a machine: a repository, agents, a configuration, a state directory. Planeguard runs here as
 * real processes. When the test ends, `down` has to leave nothing; what it leaves fails the test, and is ended.
 */
export class Place {
  readonly folder: string;
  /** The CLI's program, for scripts that find another way to it. */
  readonly main: string;
  readonly stateDir: string;
  readonly layout: StateLayout;
  readonly repository: string;
  readonly env: Record<string, string>;
  readonly client: ControlPlaneClient;
  readonly #running: RunningProgram[] = [];
  readonly #on: Place | null;
  #hasDaemons = false;

  constructor({
    stateDir = 'the state',
    config = {},
    env = {},
    main = cliMain,
    on,
    atEnd = onTestFinished,
  }: PlaceOptions = {}) {
    this.main = main;
    this.#on = on ?? null;
    this.folder = temporaryFolder(atEnd);
    this.stateDir = on?.stateDir ?? join(this.folder, stateDir);
    this.layout = stateLayout(this.stateDir);
    this.repository = bareRemote(join(this.folder, 'repository.git'));
    mkdirSync(join(this.folder, 'marks'));
    this.env = { ...(on?.env ?? testEnvironment()), MARKS: join(this.folder, 'marks'), ...env };
    if (on === undefined) this.configure(config);
    this.client = controlPlaneClient({
      url: () => this.url(),
      token: () => this.#token(),
      clock: systemClock,
    });
    atEnd(() => (this.#on === null ? this.#leave() : this.#leaveTo(this.#on)));
  }

  /** JSON is YAML. */
  configure(config: Record<string, object>): void {
    const merged: Record<string, object> = { ...quick };
    for (const [name, section] of Object.entries(config))
      merged[name] = Array.isArray(section) ? section : { ...merged[name], ...section };
    writeFileSync(join(this.folder, 'planeguard.yaml'), JSON.stringify(merged));
  }

  /** An agent: a shell script that stops at its first error. Returns its path. */
  agent(script: string, name = 'agent.sh'): string {
    const path = join(this.folder, name);
    writeFileSync(path, `#!/bin/sh\nset -eu\nexport MARKS='${this.env.MARKS}'\n${script}\n`);
    chmodSync(path, 0o755);
    return path;
  }

  /** What a script wrote to "$MARKS/<name>"; null before. */
  mark(name: string): string | null {
    return readIfThere(join(this.folder, 'marks', name));
  }

  untilMark(name: string, withinMs?: number): Promise<string> {
    return until(`an agent writes ${name}`, () => this.mark(name) || null, withinMs);
  }

  /** Runs `planeguard …` to its end. */
  planeguard(...args: string[]): Promise<Ran> {
    return this.#run(process.execPath, this.#argv(args));
  }

  /** The same as another user; root only. */
  planeguardAs(uid: number, ...args: string[]): Promise<Ran> {
    const as = [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups'];
    return this.#run('setpriv', [...as, process.execPath, ...this.#argv(args)]);
  }

  #argv(args: string[]): string[] {
    if (['up', 'serve', 'worker'].includes(args[0] ?? '')) this.#hasDaemons = true;
    return [...nodeOptions, this.main, ...args, '--state-dir', this.stateDir];
  }

  #run(program: string, argv: string[]): Promise<Ran> {
    const { promise, resolve } = Promise.withResolvers<Ran>();
    const options = { cwd: this.#on?.folder ?? this.folder, env: this.env, maxBuffer: 64 * 1024 * 1024 };
    execFile(program, argv, options, (error, stdout, stderr) => {
      resolve({ exit: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
    return promise;
  }

  /** Starts `planeguard …` and goes on. */
  start(...args: string[]): RunningProgram {
    const program = new RunningProgram(process.execPath, this.#argv(args), {
      cwd: this.#on?.folder ?? this.folder,
      env: this.env,
    });
    this.#running.push(program);
    return program;
  }

  /** That of another place is left as it is when it runs. */
  async up(): Promise<void> {
    if (this.#on !== null) return this.#on.#runs() ? undefined : this.#on.up();
    const ran = await this.planeguard('up', '--detach');
    if (ran.exit !== 0) throw new Error(`up: ${ran.stderr}`);
  }

  #runs(): boolean {
    const { upRecord, serveRecord, workerRecord } = this.layout;
    return [upRecord, serveRecord, workerRecord].every((record) => liveProcess(record) !== null);
  }

  /** Where the control plane says it is; a port that refuses while there is none. */
  url(): string {
    const record = readIfThere(this.layout.controlPlaneFile);
    return record === null ? 'http://127.0.0.1:1' : String(JSON.parse(record).url);
  }

  #token(): string | null {
    return readIfThere(this.layout.operatorToken)?.trim() ?? null;
  }

  async #leave(): Promise<void> {
    if (this.#hasDaemons && processesNaming(this.folder).length > 0) await this.planeguard('down');
    for (const program of this.#running) program.kill();
    await Promise.all(this.#running.map((program) => program.ended));
    await this.#endLeftovers();
  }

  /** The instance goes on: only what was queued from here is ended. */
  async #leaveTo(on: Place): Promise<void> {
    if (on.#runs()) {
      const { items } = await this.client.listRequests({});
      const own = items.filter(({ repository }) => repository === this.repository);
      const going = own.filter(({ state }) => !restingStates.some((resting) => resting === state));
      await Promise.all(going.map(({ id }) => this.client.cancelRequest(id)));
    }
    await this.#endLeftovers();
  }

  async #endLeftovers(): Promise<void> {
    const left = await this.settled();
    for (const { pid } of left) killIfThere(pid);
    await until('they are gone', () => processesNaming(this.folder).length === 0);
    if (left.length > 0) throw new Error(`left running:\n${left.map(({ command }) => command).join('\n')}`);
  }

  /** What runs in, or names, this place, after the few moments that dying takes. */
  async settled(): Promise<ReturnType<typeof processesNaming>> {
    const end = performance.now() + 3_000;
    while (processesNaming(this.folder).length > 0 && performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return processesNaming(this.folder);
  }

  readJson(path: string): Record<string, unknown> {
    return JSON.parse(readFileSync(path, 'utf8'));
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}
