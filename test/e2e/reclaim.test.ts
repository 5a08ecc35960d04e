import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { reclaimedItemSchema } from '../../src/protocol/reclaim.ts';
import { Place } from '../support/place.ts';
import { queue, restingRequest } from '../support/resting-request.ts';
import { commitWork } from '../support/scripts.ts';
import { until } from '../support/until.ts';

const listedSchema = z.object({
  freedBytes: z.number().default(0),
  mayGoBytes: z.number().default(0),
  items: z.array(reclaimedItemSchema.partial({ freedBytes: true })),
});
type Listed = z.infer<typeof listedSchema>;

async function told(place: Place, ...args: string[]): Promise<Listed> {
  const { stdout, stderr, exit } = await place.planeguard('reclaim', '--json', ...args);
  expect(exit, stderr).toBe(0);
  return listedSchema.parse(JSON.parse(stdout));
}

const at = ({ items }: Listed, path: string) => items.find((item) => item.path === path);

/** Agents whose sessions end: one with nothing to keep, one blocked with a commit and a file of its own. */
const nothing = "planeguard finish --no-change 'It is there'";
const workLeft = `${commitWork()}\necho draft > draft.txt`;

/** Sees a request through; returns its id. */
async function run(place: Place, agent: string): Promise<string> {
  const options = ['--repo', place.repository, '--prompt', 'x', '--wait', '--json'];
  return JSON.parse((await place.planeguard('run', ...options, '--agent', agent)).stdout).id;
}

/** What time has passed for. */
const longAgo = new Date('2020-01-01');

function makeOld(place: Place, id: string): void {
  utimesSync(place.layout.session(id).record, longAgo, longAgo);
}

/** A log that was full, and what kills have left of removing a session's directory, and of making a workspace. */
function leaveLeftovers({ layout }: Place): string[] {
  const log = join(layout.logs, 'worker.log.1');
  const half = [join(layout.sessions, '.r00000000-1.trash'), join(layout.workspaces, '.r00000000-1.making')];
  writeFileSync(log, 'x'.repeat(10_000));
  for (const folder of half) {
    mkdirSync(folder);
    writeFileSync(join(folder, 'file'), 'x'.repeat(10_000));
    utimesSync(folder, longAgo, longAgo);
  }
  return [log, ...half];
}

test('when nothing runs, reclaim frees what the dry run says, and the work it removes is in salvage', async () => {
  const place = new Place();
  const over = await run(place, place.agent(nothing, 'done.sh'));
  const left = await run(place, place.agent(workLeft, 'left.sh'));
  const workspace = place.layout.workspace(`${left}-1`);
  const transcript = place.layout.session(`${over}-1`).directory;
  makeOld(place, `${over}-1`);
  const leftovers = leaveLeftovers(place);

  const could = await told(place, '--dry-run');
  for (const path of [workspace, transcript, ...leftovers]) expect(at(could, path)?.mayGo, path).toBe(true);
  expect(existsSync(join(workspace, 'draft.txt'))).toBe(true);

  const freed = await told(place);
  for (const path of [workspace, transcript, ...leftovers]) {
    const [bytes = 0, freedBytes] = [at(could, path)?.bytes, at(freed, path)?.freedBytes];
    // The salvage of a workspace takes some of its room.
    if (path === workspace) expect(freedBytes).toBeGreaterThan(bytes / 2);
    else expect(freedBytes, path).toBe(bytes);
    expect(existsSync(path)).toBe(false);
  }
  const current = place.layout.session(`${left}-1`).directory;
  expect(at(freed, current)).toMatchObject({
    mayGo: false,
    because: expect.stringContaining('retention.logs'),
  });
  expect(existsSync(current)).toBe(true);
  expect(freed.freedBytes).toBe(freed.items.reduce((sum, item) => sum + (item.freedBytes ?? 0), 0));
  const again = await told(place);
  expect(again.items.filter(({ mayGo, holding }) => mayGo && holding !== 'cache')).toEqual([]);

  const restored = join(place.folder, 'restored');
  expect((await place.planeguard('salvage', 'restore', left, '--to', restored)).exit).toBe(0);
  expect(readFileSync(join(restored, 'draft.txt'), 'utf8')).toBe('draft\n');
  expect(readFileSync(join(restored, 'work.txt'), 'utf8')).toContain(left);
});

test('a running worker reclaims by itself; what lives, is in review or elsewhere is left alone', async () => {
  const place = new Place({ config: { worker: { capacity: 3 } } });
  const over = await run(place, place.agent(nothing, 'done.sh'));
  makeOld(place, `${over}-1`);
  await place.up();
  const live = await queue(place, place.agent('echo $$ > "$MARKS/pid"\nexec sleep 600', 'live.sh'));
  const left = await queue(place, place.agent(workLeft, 'left.sh'));
  await place.untilMark('pid');
  expect((await restingRequest(place, left)).state).toBe('blocked');
  await until('it lets go of an old transcript by itself', () => {
    return !existsSync(place.layout.session(`${over}-1`).directory);
  });
  const stranger = place.layout.workspace('r7k2m8xq1-1');
  mkdirSync(stranger);
  writeFileSync(join(stranger, 'precious.txt'), 'not ours');

  // A request rests a moment before its session has ended.
  const freed = await until('the workspace goes', async () => {
    const seen = await told(place);
    return at(seen, place.layout.workspace(`${left}-1`))?.mayGo && seen;
  });
  expect(at(freed, place.layout.workspace(`${live}-1`))).toMatchObject({
    mayGo: false,
    because: 'its session is not over',
  });
  expect(at(freed, stranger)).toMatchObject({ mayGo: false });
  expect(readFileSync(join(stranger, 'precious.txt'), 'utf8')).toBe('not ours');
  expect((await place.client.showRequest(live)).state).toBe('running');
  expect((await place.client.showRequest(left)).salvage).toHaveLength(1);
  const { stdout } = await place.planeguard('reclaim');
  expect(stdout).toMatch(
    /\n[\d.]+(?:B|[KMG]iB) freed, [\d.]+[KMG]iB stays in .*the state\. [\d.]+[KMGT]iB are free/,
  );
});

test('where nothing was ever kept there is nothing to reclaim', async () => {
  const place = new Place();
  expect((await place.planeguard('reclaim', '--dry-run')).stdout).toMatch(/^0B could go/);
  expect((await place.planeguard('reclaim')).stdout).toMatch(/^0B freed, 0B stays/);
  expect(existsSync(place.stateDir)).toBe(false);
});
