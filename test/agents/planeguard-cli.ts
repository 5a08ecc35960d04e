import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bareRemote } from '../support/git-repository.ts';
import { nodeOptions } from '../support/place.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const main = join(import.meta.dirname, '../../src/cli/main.mjs');

/** Port 0: any that is free. */
const configuration =
  'server: { listen: 127.0.0.1:0 }\nsession: { settleAfter: 1s, grace: 2s }\nretention: { minFreeDisk: 1MiB }\n';

export interface CliResult {
  status: number;
  stdout: string;
  stderr: string;
}

/** A person with a repository, a configuration that settles quickly, and a state directory with a space in it. */
export class PlaneguardPerson {
  readonly folder = temporaryFolder();
  readonly home = join(this.folder, 'home');
  readonly repository = bareRemote(join(this.folder, 'repository.git'));
  readonly stateDir = join(this.folder, 'the state');
  /** Set before the first command. */
  env: Record<string, string> = {};

  constructor() {
    writeFileSync(join(this.folder, 'planeguard.yaml'), configuration);
  }

  /** Runs `planeguard …` to its end. */
  planeguard(...args: string[]): Promise<CliResult> {
    const { promise, resolve } = Promise.withResolvers<CliResult>();
    const argv = [...nodeOptions, main, ...args, '--state-dir', this.stateDir];
    execFile(process.execPath, argv, { cwd: this.folder, env: this.env }, (error, stdout, stderr) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : error ? -1 : 0, stdout, stderr });
    });
    return promise;
  }
}
