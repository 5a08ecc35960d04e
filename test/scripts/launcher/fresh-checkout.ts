import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

const ordinaryPrograms = [
  'sh',
  'cat',
  'cp',
  'cksum',
  'dirname',
  'grep',
  'mkdir',
  'readlink',
  'rm',
  'rmdir',
  'sleep',
  'uname',
];

/** Stands for npm: says what it was asked for, takes its time, and records what it installed as npm does. */
const npmTaking = (seconds: number) => `#!/bin/sh
echo "$@" >>"$NPM_CALLS"
echo 'added 1 package'
sleep ${seconds}
mkdir -p node_modules/used
cp package-lock.json node_modules/.package-lock.json
`;

const lockfile = {
  packages: {
    '': {},
    'node_modules/used': { version: '1.0.0', integrity: 'sha512-used' },
    'node_modules/tested-with': { version: '1.0.0', integrity: 'sha512-tested', dev: true },
    'node_modules/elsewhere': { version: '1.0.0', optional: true, dev: true, os: ['plan9'] },
  },
};

/** A checkout with nothing installed, in a folder with a blank, and a PATH on which only the named programs are. */
export class FreshCheckout {
  readonly #folder = mkdtempSync(join(tmpdir(), 'planeguard-test-'));
  readonly root = join(this.#folder, 'a checkout');
  readonly bin = join(this.#folder, 'bin');
  readonly #npmCalls = join(this.#folder, 'npm-calls');

  constructor() {
    onTestFinished(() => {
      chmodSync(this.root, 0o755);
      rmSync(this.#folder, { recursive: true });
    });
    chmodSync(this.#folder, 0o755);
    mkdirSync(join(this.root, 'src/cli'), { recursive: true });
    for (const path of ['planeguard', 'scripts']) cpSync(path, join(this.root, path), { recursive: true });
    this.lock(lockfile);
    writeFileSync(join(this.root, 'src/cli/main.mjs'), "import './program.ts';");
    writeFileSync(
      join(this.root, 'src/cli/program.ts'),
      'console.log(JSON.stringify(process.argv.slice(2)) as string);',
    );
    mkdirSync(this.bin);
    for (const name of ordinaryPrograms) symlinkSync(whereIs(name), join(this.bin, name));
    this.install('node', `#!/bin/sh\nexec '${process.execPath}' "$@"\n`);
    this.install('npm', npmTaking(0));
    this.install('git', '#!/bin/sh\necho git version 2.39.5\n');
    this.install('tmux', '#!/bin/sh\necho tmux 3.3a\n');
  }

  install(program: string, script: string): void {
    writeFileSync(join(this.bin, program), script, { mode: 0o755 });
  }

  slowDownNpm(): void {
    this.install('npm', npmTaking(0.3));
  }

  uninstall(program: string): void {
    rmSync(join(this.bin, program));
  }

  lock(content: unknown): void {
    writeFileSync(join(this.root, 'package-lock.json'), JSON.stringify(content));
  }

  /** An installation that somebody made with npm itself. */
  installPackages(...names: string[]): void {
    for (const name of names) mkdirSync(join(this.root, 'node_modules', name), { recursive: true });
    const present = Object.entries(lockfile.packages).filter(([path]) =>
      names.includes(path.slice('node_modules/'.length)),
    );
    const record = JSON.stringify({ packages: Object.fromEntries(present) });
    writeFileSync(join(this.root, 'node_modules/.package-lock.json'), record);
  }

  /** What npm was asked for, one line per call. */
  npmCalls(): string[] {
    return readFileSync(this.#npmCalls, { encoding: 'utf8', flag: 'a+' }).split('\n').slice(0, -1);
  }

  async start(options: { program?: string; cwd?: string; user?: number } = {}) {
    const child = spawn(options.program ?? join(this.root, 'planeguard'), ['show', 'an id'], {
      cwd: options.cwd ?? this.#folder,
      env: { PATH: this.bin, NPM_CALLS: this.#npmCalls },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.user === undefined ? {} : { uid: options.user, gid: options.user }),
    });
    const ended = once(child, 'exit');
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { exitCode: child.exitCode, stdout, stderr };
  }
}

const whereIs = (program: string): string =>
  execFileSync('sh', ['-c', 'command -v "$1"', 'sh', program], { encoding: 'utf8' }).trim() ||
  resolve(program);
