import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { testEnvironment } from './git-repository.ts';
import { nodeOptions } from './place.ts';
import { temporaryFolder } from './temporary-folder.ts';

const main = join(import.meta.dirname, '../../src/cli/main.mjs');

export interface CliEnd {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface CliOptions {
  env?: Record<string, string>;
  cwd?: string;
  input?: string;
}

export interface RunningCli {
  child: ChildProcess;
  /** What it has written so far. */
  said: { stdout: string; stderr: string };
  end: Promise<CliEnd>;
}

/** A person at a shell: a folder of their own with a state directory in it. Ends what they started. */
export class CliPerson {
  readonly folder = temporaryFolder();
  readonly stateDir = join(this.folder, 'the state');

  constructor() {
    mkdirSync(join(this.folder, 'home'));
    const config =
      'server: { listen: "127.0.0.1:0" }\nsession: { grace: 2s }\nretry: { attempts: 1 }\nretention: { minFreeDisk: 1MiB }\n';
    writeFileSync(join(this.folder, 'planeguard.yaml'), config);
  }

  /** Runs `planeguard …` to its end. */
  planeguard(args: string[], options: CliOptions = {}): Promise<CliEnd> {
    return this.start(args, options).end;
  }

  start(args: string[], { env = {}, cwd = this.folder, input = '' }: CliOptions = {}): RunningCli {
    const child = spawn(process.execPath, [...nodeOptions, main, ...args], {
      cwd,
      env: { ...this.#environment(), ...env },
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    const said = { stdout: '', stderr: '' };
    child.stdout.on('data', (text) => {
      said.stdout += text;
    });
    child.stderr.on('data', (text) => {
      said.stderr += text;
    });
    child.stdin.end(input);
    const end = once(child, 'close').then(([exitCode]): CliEnd => ({ exitCode, ...said }));
    return { child, said, end };
  }

  /** The environment of this test run, so that leftovers are found, without anything of an outer session. */
  #environment(): Record<string, string> {
    const outside = Object.entries(testEnvironment()).filter(
      ([name]) => !/^PLANEGUARD_(S|CONFIG)/.test(name),
    );
    return {
      ...Object.fromEntries(outside),
      HOME: join(this.folder, 'home'),
      PLANEGUARD_STATE_DIR: this.stateDir,
    };
  }
}

/** An executable script in the person's folder; its path. */
export function script(person: CliPerson, name: string, ...lines: string[]): string {
  const path = join(person.folder, name);
  writeFileSync(path, `#!/bin/sh\n${lines.join('\n')}\n`, { mode: 0o755 });
  return path;
}
