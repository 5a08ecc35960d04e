import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { bareRemote, git } from '../git-repository.ts';
import { type AtEnd, temporaryFolder } from '../temporary-folder.ts';
import { type Call, callerOf } from './api.ts';
import { cloned, push } from './checkout.ts';
import type { Forge } from './forge.ts';
import { openForge } from './forge-server.ts';
import { tokenOf } from './people.ts';
import { Persons } from './persons.ts';

const person = ['-c', 'user.name=A Person', '-c', 'user.email=person@example.org'];

/** A GitHub of this test alone, with the repository `acme/widgets`. */
export interface GitHubPlace {
  /** Of the REST API, and of pages: both are below it. */
  url: string;
  /** The REST API, as alice if nobody is named. */
  call: Call;
  forge: Forge;
  relay: Forge['relay'];
  faults: Forge['faults'];
  quota: Forge['quota'];
  persons: Persons;
  /** To clone from and push to, with alice's credentials in it. */
  remote: string;
  /** Pushes one commit more on a branch, from main if it is new, as alice with git; the commit. */
  push: (branch: string, files?: Record<string, string>) => Promise<string>;
  /** The repository behind it. */
  bare: string;
}

export async function startGitHub({
  atEnd = onTestFinished,
  files,
}: {
  atEnd?: AtEnd;
  files?: Record<string, string>;
} = {}): Promise<GitHubPlace> {
  const root = temporaryFolder(atEnd);
  mkdirSync(join(root, 'acme'));
  const bare = bareRemote(join(root, 'acme/widgets.git'), files);
  // As `git commit` writes it: with a line's end, without which the emulator's commit is another one.
  git(
    bare,
    'update-ref',
    'refs/heads/main',
    git(bare, ...person, 'commit-tree', 'main^{tree}', '-m', 'First'),
  );
  const { forge, close } = await openForge(root);
  atEnd(close);
  const { url, relay, faults, quota } = forge;
  const remote = `${url.replace('//', `//alice:${tokenOf('alice')}@`)}/acme/widgets.git`;
  const call = callerOf(url);
  let clone: Promise<string> | undefined;
  const pushOne = async (branch: string, changed: Record<string, string> = { 'b.txt': `${branch}\n` }) => {
    clone ??= cloned(remote, join(root, 'clone'));
    return push(await clone, branch, changed);
  };
  const persons = new Persons(call);
  return { url, call, forge, relay, faults, quota, persons, remote, push: pushOne, bare };
}
