import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { stateLayout } from '../../../src/config/state-layout.ts';
import { Journal } from '../../../src/worker/journal/journal.ts';
import { refuseCopied } from '../../../src/worker/journal/refuse-copied.ts';
import type { SessionRecord } from '../../../src/worker/journal/session-record.ts';
import { recordOf } from '../../support/session-record.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const folder = (): { of: (name: string) => ReturnType<typeof stateLayout>; path: string } => {
  const path = temporaryFolder();
  return { path, of: (name) => stateLayout(join(path, name)) };
};

function journalWith(path: string, workspace: string, more: Partial<SessionRecord>): Journal {
  const journal = new Journal(join(path, 'journal.db'));
  onTestFinished(() => journal.close());
  const place = { workspace, branch: 'b', base: 'main', baseSha: 'a' };
  journal.save({ ...recordOf(), place, ...more });
  return journal;
}

const since = '2030-01-01T00:00:00.000Z';

test.each<[string, Partial<SessionRecord>]>([
  ['a session', { state: 'live' }],
  ['a kept workspace', { state: 'ended', kept: { path: '/x', why: 'in_review', since } }],
])('a state directory with %s of another place is refused, with what to do', (_, more) => {
  const { path, of } = folder();
  const journal = journalWith(path, of('first').workspace('r1-1'), more);
  expect(() => refuseCopied({ journal, layout: of('second') })).toThrow(/copied or moved.*first\. Use that/);
});

test('a session that is over, the same place, and the same place by another name are not', () => {
  const { path, of } = folder();
  const ended = journalWith(path, of('first').workspace('r1-1'), { state: 'ended' });
  expect(() => refuseCopied({ journal: ended, layout: of('second') })).not.toThrow();
  const live = journalWith(path, of('first').workspace('r1-1'), { state: 'live' });
  mkdirSync(of('first').workspaces, { recursive: true });
  symlinkSync(join(path, 'first'), join(path, 'link'));
  for (const name of ['first', 'link']) {
    expect(() => refuseCopied({ journal: live, layout: of(name) })).not.toThrow();
  }
});
