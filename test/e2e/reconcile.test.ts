import { existsSync, mkdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ReconcileItem } from '../../src/protocol/reconcile.ts';
import { Place, type Ran } from '../support/place.ts';
import { untilWorkerIs } from '../support/worker-status.ts';

const items = ({ stdout }: Ran): ReconcileItem[] => JSON.parse(stdout).items;

/** What a kill of long ago has left of making a workspace: the worker deletes it once an hour. */
function leftover({ layout }: Place): string {
  const path = join(layout.workspaces, '.r00000000-1.making');
  mkdirSync(path, { recursive: true });
  utimesSync(path, 1, 1);
  return path;
}

test('a dry run tells what the worker would do and does nothing; a real one does it', async () => {
  const place = new Place();
  await place.up();
  await untilWorkerIs(place, 'healthy');
  const path = leftover(place);
  const would = await place.planeguard('reconcile', '--dry-run', '--json');
  expect(items(would)).toMatchObject([{ part: 'retention', subject: path, outcome: 'would' }]);
  expect(existsSync(path)).toBe(true);
  const did = await place.planeguard('reconcile');
  expect(did).toMatchObject({ exit: 0 });
  expect(did.stdout).toMatch(/^retention .*\.making +delete +done /m);
  expect(existsSync(path)).toBe(false);
  expect((await place.planeguard('reconcile', '--dry-run')).stdout).toBe('Nothing is to be done.\n');
});

test('a workspace that waits in review is asked about, and its session is left alone', async () => {
  const place = new Place();
  await place.up();
  const agent = place.agent(
    'date > new; git add new; git commit -qm "New"; planeguard pr create --title New',
  );
  const run = await place.planeguard(
    'run',
    '--repo',
    place.repository,
    '--agent',
    agent,
    '--prompt',
    'Do it',
    '--wait',
  );
  expect(run.exit).toBe(0);
  const did = items(await place.planeguard('reconcile', '--json'));
  expect(did.filter(({ part }) => part === 'reviews')).toMatchObject([
    { action: 'ask the remote', outcome: 'done' },
  ]);
  const { items: rows } = await place.client.listRequests({});
  expect(rows).toMatchObject([{ state: 'in_review' }]);
});

test('where nothing runs, that is said with the code of nobody answers, and nothing is made', async () => {
  const place = new Place();
  const ran = await place.planeguard('reconcile', '--dry-run');
  expect(ran).toMatchObject({ exit: 75, stdout: '' });
  expect(ran.stderr).toContain('Nothing runs on the state directory');
  expect(existsSync(place.stateDir)).toBe(false);
});
