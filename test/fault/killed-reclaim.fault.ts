import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Place } from '../support/place.ts';

/** A reclaim that has nobody to ask takes about a second: it starts, looks, salvages, removes. */
const killAfterMs = [200, 400, 600, 700, 800, 900, 1_000, 1_200];

test.each(killAfterMs)(
  'a reclaim that is killed after %i ms loses no work, and the next one ends it',
  async (ms) => {
    const place = new Place();
    const agent = place.agent('mkdir many && for i in $(seq 500); do echo $i > many/$i; done');
    const run = ['run', '--repo', place.repository, '--prompt', 'x', '--agent', agent, '--wait', '--json'];
    const { id } = JSON.parse((await place.planeguard(...run)).stdout);
    const killed = place.start('reclaim');
    await sleep(ms);
    killed.signal('SIGKILL');
    await killed.ended;
    expect((await place.planeguard('reclaim')).exit).toBe(0);
    expect(existsSync(place.layout.workspace(`${id}-1`))).toBe(false);
    const to = join(place.folder, 'restored');
    expect((await place.planeguard('salvage', 'restore', id, '--to', to)).exit).toBe(0);
    expect(readFileSync(join(to, 'many', '500'), 'utf8')).toBe('500\n');
  },
);
