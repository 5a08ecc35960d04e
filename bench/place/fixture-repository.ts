import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../src/edge/exec.ts';

const folders = 20;
const filesPerFolder = 10;
const linesPerFile = 60;

export const author = {
  GIT_AUTHOR_NAME: 'Bench',
  GIT_AUTHOR_EMAIL: 'bench@example.invalid',
  GIT_COMMITTER_NAME: 'Bench',
  GIT_COMMITTER_EMAIL: 'bench@example.invalid',
};

/** A bare repository with one commit of 200 files, about 2 KB each. */
export async function makeFixtureRepository(
  root: string,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const seed = join(root, 'seed');
  const repository = join(root, 'project.git');
  writeFixtureFiles(seed);
  for (const args of [
    ['init', '--quiet', '--initial-branch=main', '.'],
    ['add', '.'],
    ['commit', '--quiet', '--no-gpg-sign', '--message', 'Begin'],
    ['clone', '--quiet', '--bare', '.', repository],
  ]) {
    const done = await run('git', args, { cwd: seed, env: { ...env, ...author }, timeoutMs: 30_000 });
    if (done.failure !== 'none') throw new Error(`git ${args[0]}: ${done.stderr}`);
  }
  rmSync(seed, { recursive: true });
  return repository;
}

/** 200 files; also what a plain program takes for them, to know the disk by. */
export function writeFixtureFiles(path: string): void {
  for (let folder = 0; folder < folders; folder += 1) writeFolder(join(path, `part-${folder}`), folder);
}

function writeFolder(path: string, folder: number): void {
  mkdirSync(path, { recursive: true });
  for (let file = 0; file < filesPerFolder; file += 1) {
    const lines = Array.from(
      { length: linesPerFile },
      (_, line) => `part ${folder}, file ${file}, line ${line}\n`,
    );
    writeFileSync(join(path, `file-${file}.txt`), lines.join(''));
  }
}
