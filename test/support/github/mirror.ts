import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Call, type Json, sure } from './api.ts';
import type { Login } from './people.ts';

const run = promisify(execFile);

export interface Moved {
  branch: string;
  before: string | null;
  after: string | null;
}

/** Keeps what the emulator knows of branches and commits like the bare repository, commit by commit. */
export class Mirror {
  readonly bare: string;
  readonly #call: Call;
  readonly #path: string;
  readonly #known = new Set<string>();
  #refs = new Map<string, string>();
  /** The one before: pushes may come at the same time. */
  #updating: Promise<unknown> = Promise.resolve();

  constructor(root: string, name: string, call: Call) {
    this.bare = join(root, `${name}.git`);
    this.#path = `/repos/${name}`;
    this.#call = call;
  }

  async git(...args: string[]): Promise<string> {
    const { stdout } = await run('git', args, { cwd: this.bare, maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  }

  /** Takes over what moved since the last time, in the name of who moved it. */
  update(by: Login): Promise<Moved[]> {
    const updated = this.#updating.then(() => this.#update(by));
    this.#updating = updated.catch(() => undefined);
    return updated;
  }

  async #update(by: Login): Promise<Moved[]> {
    const refs = await this.#read();
    const moved: Moved[] = [...new Set([...refs.keys(), ...this.#refs.keys()])]
      .map((branch) => ({ branch, before: this.#refs.get(branch) ?? null, after: refs.get(branch) ?? null }))
      .filter(({ before, after }) => before !== after);
    for (const each of moved) await this.#move(each, by);
    this.#refs = refs;
    return moved;
  }

  async #read(): Promise<Map<string, string>> {
    const listed = await this.git('for-each-ref', '--format=%(objectname) %(refname:lstrip=2)', 'refs/heads');
    return new Map(
      listed.split('\n').flatMap((line) => (line === '' ? [] : [[line.slice(41), line.slice(0, 40)]])),
    );
  }

  async #move({ branch, before, after }: Moved, by: Login): Promise<void> {
    const call = sure(this.#call);
    const ref = `${this.#path}/git/refs/heads/${branch}`;
    if (after === null) return call('DELETE', ref, { by });
    await this.upload(after);
    if (before !== null) return call('PATCH', ref, { by, body: { sha: after, force: true } });
    return call('POST', `${this.#path}/git/refs`, { by, body: { ref: `refs/heads/${branch}`, sha: after } });
  }

  /** A commit with all its ancestors. */
  async upload(commit: string): Promise<void> {
    const ancestors = (await this.git('rev-list', '--reverse', '--topo-order', commit)).trim().split('\n');
    for (const sha of ancestors.filter((each) => !this.#known.has(each))) await this.#uploadOne(sha);
  }

  async #uploadOne(sha: string): Promise<void> {
    const post = (what: string, body: object): Promise<Json> =>
      sure(this.#call)('POST', `${this.#path}/git/${what}`, { body });
    const tree = parseTree(await this.git('ls-tree', '-r', '-z', '--full-tree', sha));
    for (const entry of tree.filter(({ type, sha }) => type === 'blob' && !this.#known.has(sha))) {
      const { stdout } = await run('git', ['cat-file', 'blob', entry.sha], {
        cwd: this.bare,
        encoding: 'buffer',
      });
      await post('blobs', { content: stdout.toString('base64'), encoding: 'base64' });
      this.#known.add(entry.sha);
    }
    const { sha: treeSha } = await post('trees', { tree });
    const parts = (await this.git('log', '-1', `--format=${format}`, sha)).split('\0');
    const [parents = '', author, authorEmail, authorDate, committer, email, date, message] = parts;
    const made = await post('commits', {
      tree: treeSha,
      parents: parents.split(' ').filter(Boolean),
      message: message?.replace(/\n$/, ''),
      author: { name: author, email: authorEmail, date: authorDate },
      committer: { name: committer, email, date },
    });
    if (made.sha !== sha) throw new Error(`the emulator made ${made.sha} of the commit ${sha}`);
    this.#known.add(sha);
  }
}

const format = ['%P', '%an', '%ae', '%aI', '%cn', '%ce', '%cI', '%B'].join('%x00');

function parseTree(listed: string): { path: string; mode: string; type: string; sha: string }[] {
  return listed.split('\0').flatMap((line) => {
    const [, mode, type, sha, path] = /^(\d+) (\w+) (\w+)\t(.*)$/s.exec(line) ?? [];
    return mode && type && sha && path ? [{ path, mode, type, sha }] : [];
  });
}
