import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Place } from '../support/place.ts';
import { queue, restingRequest } from '../support/resting-request.ts';
import { waitForTest } from '../support/scripts.ts';
import { until } from '../support/until.ts';

/** Twenty that no other run of this file tries at the same time, outside of the default range. */
const base = 10_000 + (process.pid % 500) * 20;

/** Writes what it was given, then waits. */
const tells = `echo "\${PORT-} \${PLANEGUARD_PORTS-}" > "$MARKS/$PLANEGUARD_REQUEST"\n${waitForTest}`;

test('two sessions have different ports; a third one without room starts all the same', async () => {
  const config = {
    session: { ports: `${base}-${base + 19}` },
    worker: { capacity: 3 },
    retry: { attempts: 1 },
  };
  const place = new Place({ config });
  await place.up();
  const agent = place.agent(tells);
  const ids = [await queue(place, agent), await queue(place, agent), await queue(place, agent)];
  const given = await Promise.all(ids.map((id) => until(`${id} tells`, () => place.mark(id))));
  expect(given.map((text) => text.trim()).toSorted()).toEqual([
    '',
    `${base} ${base}-${base + 9}`,
    `${base + 10} ${base + 10}-${base + 19}`,
  ]);
  writeFileSync(join(place.folder, 'marks/go'), '');
  await Promise.all(ids.map((id) => restingRequest(place, id)));
  const next = await queue(place, agent);
  expect(await until('the next tells', () => place.mark(next))).toMatch(/^\d+ \d+-\d+\n$/);
  await restingRequest(place, next);
});

const serves = `node -e 'require("net").createServer().listen(Number(process.env.PORT), "127.0.0.1")' &
${waitForTest}`;

test('show tells on which ports a session listens', async () => {
  const place = new Place({
    config: { session: { ports: `${base}-${base + 9}` }, lease: { heartbeat: '1s' } },
  });
  await place.up();
  const id = await queue(place, place.agent(serves));
  const ports = await until('it listens', async () => {
    const { session } = await place.client.showRequest(id);
    return session?.ports?.listening.length ? session.ports : null;
  });
  expect(ports).toMatchObject({ range: { from: base, to: base + 9 }, listening: [{ port: base }] });
  expect((await place.planeguard('show', id)).stdout).toContain(
    `${base}-${base + 9}, listens on ${base} (process `,
  );
  writeFileSync(join(place.folder, 'marks/go'), '');
  expect((await restingRequest(place, id)).session?.ports).toBeNull();
});
