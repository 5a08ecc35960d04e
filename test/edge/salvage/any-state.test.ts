import { chmodSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commit, git, writeFiles } from '../../support/git-repository.ts';
import { salvageAndRestore, workspaceToSalvage } from '../../support/salvaged-workspace.ts';
import { workingState } from '../../support/working-state.ts';

const names = ['a.txt', 'b.txt', 'dir/c.txt', 'dir/d d.txt', 'ü.txt', '-e', 'new\nline', 'run.sh'] as const;
const name = fc.constantFrom(...names);

/** What an agent may do in its workspace, in any order. */
const step = fc.oneof(
  fc.record({
    do: fc.constant('write' as const),
    name,
    content: fc.string({ unit: 'binary', maxLength: 40 }),
  }),
  fc.record({
    do: fc.constantFrom('remove' as const, 'link' as const, 'toggle' as const, 'stage' as const),
    name,
  }),
  fc.record({
    do: fc.constantFrom('commit' as const, 'stash' as const, 'branch' as const, 'detach' as const),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

test('any working state that is salvaged comes back as it was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 12 }), async (steps) => {
      const made = await workspaceToSalvage({ 'a.txt': 'a\n', 'dir/c.txt': 'c\n', 'run.sh': '#!/bin/sh\n' });
      for (const [index, one] of steps.entries()) take(made.path, one, index);
      const before = workingState(made.path);
      expect(workingState(await salvageAndRestore(made))).toEqual(before);
      expect(workingState(made.path)).toEqual(before);
    }),
    { numRuns: 12 },
  );
});

function take(path: string, one: Step, index: number): void {
  switch (one.do) {
    case 'write':
      rmSync(join(path, one.name), { force: true });
      return writeFiles(path, { [one.name]: one.content });
    case 'remove':
      return rmSync(join(path, one.name), { force: true });
    case 'link':
      rmSync(join(path, one.name), { force: true });
      writeFiles(path, { [one.name]: '' });
      rmSync(join(path, one.name));
      return symlinkSync(`to ${index}`, join(path, one.name));
    case 'toggle':
      writeFiles(path, { 'run.sh': `${index}` });
      return chmodSync(join(path, 'run.sh'), index % 2 === 0 ? 0o755 : 0o644);
    case 'stage':
      return void git(path, 'add', '--all', '--', '.');
    case 'commit':
      return void commit(path, { [`commit-${index}`]: `${index}` });
    case 'stash':
      writeFiles(path, { 'stashed.txt': `${index}` });
      return void git(path, 'stash', 'push', '--include-untracked', '--message', `stash ${index}`);
    case 'branch':
      return void git(path, 'switch', '--quiet', '--create', `branch-${index}`);
    case 'detach':
      return void git(path, 'switch', '--quiet', '--detach');
    default:
      one satisfies never;
  }
}
