import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { testEnvironment } from './git-repository.ts';
import { cliMain, type Ran } from './place.ts';
import { RunningProgram } from './running-program.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A person at a shell, with a home and a state directory and nothing else; a Place has more. Ends what they started. */
export class CliPerson {
  readonly folder = temporaryFolder();
  readonly stateDir = join(this.folder, 'the state');
  /** The environment of this test run, so that leftovers are found, without anything of an outer session. */
  readonly env: Record<string, string> = {
    ...Object.fromEntries(
      Object.entries(testEnvironment()).filter(([name]) => !/^PLANEGUARD_(S|CONFIG)/.test(name)),
    ),
    HOME: join(this.folder, 'home'),
    PLANEGUARD_STATE_DIR: this.stateDir,
  };

  constructor() {
    mkdirSync(join(this.folder, 'home'));
    const config =
      'server: { listen: "127.0.0.1:0" }\nsession: { grace: 2s }\nretry: { attempts: 1 }\nretention: { minFreeDisk: 1MiB }\n';
    writeFileSync(join(this.folder, 'planeguard.yaml'), config);
  }

  /** Runs `planeguard …` to its end. */
  async planeguard(...args: string[]): Promise<Ran> {
    const { exit, ...said } = await this.start(...args).ended;
    return { exit: exit ?? -1, ...said };
  }

  /** The same as another user; root only. */
  async planeguardAs(uid: number, ...args: string[]): Promise<Ran> {
    const as = [`--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', process.execPath];
    const { exit, ...said } = await this.#start('setpriv', [...as, ...argvOf(args)]).ended;
    return { exit: exit ?? -1, ...said };
  }

  /** Starts `planeguard …` and goes on. */
  start(...args: string[]): RunningProgram {
    return this.#start(process.execPath, argvOf(args));
  }

  #start(program: string, argv: string[]): RunningProgram {
    const running = new RunningProgram(program, argv, { cwd: this.folder, env: this.env });
    onTestFinished(() => running.kill());
    return running;
  }
}

const argvOf = (args: string[]): string[] => ['--disable-warning=ExperimentalWarning', cliMain, ...args];

/** An executable script in the person's folder; its path. */
export function script(person: CliPerson, name: string, ...lines: string[]): string {
  const path = join(person.folder, name);
  writeFileSync(path, `#!/bin/sh\n${lines.join('\n')}\n`, { mode: 0o755 });
  return path;
}
