import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { personEnvironment } from '../../src/config/environment.ts';
import { runtimeDirectory } from '../../src/config/state-layout.ts';
import { Bell } from './bell.ts';
import { makeFixtureRepository } from './fixture-repository.ts';
import { makePipe } from './make-pipe.ts';

/** A temporary world of one figure: a repository of 200 files, a state directory, and ways to talk to agents. */
export interface BenchPlace {
  root: string;
  stateDir: string;
  /** A bare repository, as a remote. */
  repository: string;
  env: Readonly<Record<string, string>>;
  /** Agents ring here: "WORD SESSION". */
  bell: Bell;
  /** An agent that reads it waits until something is written. */
  go: string;
  remove(): void;
}

/** @param folder on the file system that is to be measured. */
export async function makeBenchPlace(folder: string): Promise<BenchPlace> {
  const root = mkdtempSync(join(realpathSync(folder), 'planeguard-bench-'));
  const env = personEnvironment();
  try {
    mkdirSync(join(root, 'ports'));
    const bell = new Bell(await makePipe(join(root, 'bell'), env));
    return {
      root,
      stateDir: join(root, 'state'),
      repository: await makeFixtureRepository(root, env),
      env,
      bell,
      go: await makePipe(join(root, 'go'), env),
      remove: () => {
        bell.close();
        remove(root);
      },
    };
  } catch (error) {
    remove(root);
    throw error;
  }
}

/** A tmux server that is left is told: its socket is all that would remain of it. */
function remove(root: string): void {
  const sockets = runtimeDirectory(join(root, 'state'));
  const left = existsSync(sockets) ? readdirSync(sockets) : [];
  rmSync(root, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  rmSync(sockets, { recursive: true, force: true });
  if (left.length > 0) throw new Error(`tmux sockets are left: ${left.join(', ')}`);
}
