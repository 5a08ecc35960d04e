import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { RequestView } from '../../src/protocol/request.ts';
import { queue, restingRequest } from './resting-request.ts';
import { commitWork, openPullRequest, started, waitForTest } from './scripts.ts';
import type { SmallDisk } from './small-disk.ts';
import { until } from './until.ts';

/** An agent that tries again what a full disk has refused. */
const patiently = (script: string): string =>
  `until (\nset -e\n${script}\n) 2>> "$MARKS/refused"; do sleep 0.2; done`;

const go = ({ place }: SmallDisk): void => writeFileSync(join(place.folder, 'marks', 'go'), '');

/** Where a disk gets full, and that this costs nobody anything but time. Each plays one request to its end. */
export const fullAt = {
  /** @param freeBytes that are left when the worker begins: where it runs out of them depends. */
  launch: async (disk: SmallDisk, freeBytes: number): Promise<void> => {
    const { place } = disk;
    await place.up();
    const id = await unharmed(disk, async () => {
      const queued = await queue(place, place.agent(openPullRequest));
      disk.fill(freeBytes);
      await noRoomIsTold(disk);
      return queued;
    });
    expectPublished(disk, await restingRequest(place, id));
  },

  /** The agent's own writes, its command, and the journal's. */
  work: async (disk: SmallDisk): Promise<void> => {
    const { place } = disk;
    await place.up();
    const publish = 'planeguard pr create --title Hello';
    const script = [started, waitForTest, patiently(commitWork()), patiently(publish)].join('\n');
    const id = await queue(place, place.agent(script));
    await place.untilMark('pid');
    await unharmed(disk, async () => {
      disk.fill();
      go(disk);
      await place.untilMark('refused');
      await noRoomIsTold(disk);
    });
    expectPublished(disk, await restingRequest(place, id));
  },

  /** The exit receipt, and whatever follows from it. */
  itsEnd: async (disk: SmallDisk): Promise<void> => {
    const { place } = disk;
    await place.up();
    const script = [openPullRequest, started, waitForTest, 'echo over > "$MARKS/over"'].join('\n');
    const id = await queue(place, place.agent(script));
    await place.untilMark('pid');
    await until('it is bound', async () => (await place.client.showRequest(id)).pullRequest);
    await unharmed(disk, async () => {
      disk.fill();
      go(disk);
      await place.untilMark('over');
      await noRoomIsTold(disk);
    });
    const request = await restingRequest(place, id);
    expectPublished(disk, request);
    expect(request.attempt).toBe(1);
  },

  /** More work than there is room for a second time. */
  salvage: async (disk: SmallDisk): Promise<void> => {
    const { place } = disk;
    await place.up();
    const id = await queue(
      place,
      place.agent(`head -c 2000000 /dev/urandom > model.bin\n${started}\n${waitForTest}`),
    );
    await place.untilMark('pid');
    const workspace = place.layout.workspace(`${id}-1`);
    const work = readFileSync(join(workspace, 'model.bin'));
    await unharmed(disk, async () => {
      disk.fill(1_000_000);
      go(disk);
      expect(await restingRequest(place, id)).toMatchObject({
        state: 'blocked',
        reason: 'exited_without_pr',
      });
      await until('it says that it could not be salvaged', async () => {
        return (await place.planeguard('events', id)).stdout.includes('salvage_failed');
      });
      expect(readFileSync(join(workspace, 'model.bin')).equals(work)).toBe(true);
    });
    expect((await place.planeguard('reclaim')).exit).toBe(0);
    expect(existsSync(workspace)).toBe(false);
    const restored = join(place.folder, 'restored');
    expect((await place.planeguard('salvage', 'restore', id, '--to', restored)).exit).toBe(0);
    expect(readFileSync(join(restored, 'model.bin')).equals(work)).toBe(true);
  },
};

/** The worker outlives it, and what is written is whole: while there is no room, and when there is again. */
async function unharmed<T>(disk: SmallDisk, fullDisk: () => Promise<T>): Promise<T> {
  const worker = disk.workerPid();
  expect(worker).not.toBeNull();
  const result = await fullDisk();
  disk.expectReadable();
  expect(disk.workerPid()).toBe(worker);
  disk.free();
  await until('the worker is well', async () => (await disk.place.planeguard('worker', 'status')).exit === 0);
  expect(disk.workerPid()).toBe(worker);
  disk.expectReadable();
  return result;
}

/** By the worker itself, or by what asks for it: its own word needs room. */
async function noRoomIsTold({ place }: SmallDisk): Promise<void> {
  await until('somebody says that there is no room', async () => {
    const { stdout } = await place.planeguard('worker', 'status');
    return /disk .*is full|database or disk is full|no space left|cannot write its database/i.test(stdout);
  });
}

/** Whatever happened on the way, its work is on the remote: once for each attempt that did some. */
function expectPublished({ place }: SmallDisk, request: RequestView): void {
  expect(request).toMatchObject({ state: 'in_review' });
  const log = ['log', '--format=%s', '--branches', '--not', 'main'];
  const commits = execFileSync('git', log, { cwd: place.repository, encoding: 'utf8' }).trimEnd().split('\n');
  expect(new Set(commits)).toEqual(new Set(['Say hello']));
  expect(commits.length).toBeLessThanOrEqual(request.attempt);
}
