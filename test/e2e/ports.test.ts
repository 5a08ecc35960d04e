import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Place } from '../support/place.ts';
import { queue, restingRequest } from '../support/resting-request.ts';
import { waitForTest } from '../support/scripts.ts';
import { until } from '../support/until.ts';

/** Writes what it was given, then waits. */
const tells = `echo "\${PORT-} \${PLANEGUARD_PORTS-}" > "$MARKS/$PLANEGUARD_REQUEST"\n${waitForTest}`;

test('two sessions have different ports; a third one without room starts all the same', async () => {
  const config = { session: { ports: '18000-18019' }, worker: { capacity: 3 }, retry: { attempts: 1 } };
  const place = new Place({ config });
  await place.up();
  const agent = place.agent(tells);
  const ids = [await queue(place, agent), await queue(place, agent), await queue(place, agent)];
  const given = await Promise.all(ids.map((id) => until(`${id} tells`, () => place.mark(id))));
  expect(given.map((text) => text.trim()).toSorted()).toEqual(['', '18000 18000-18009', '18010 18010-18019']);
  writeFileSync(join(place.folder, 'marks/go'), '');
  await Promise.all(ids.map((id) => restingRequest(place, id)));
  const next = await queue(place, agent);
  expect(await until('the next tells', () => place.mark(next))).toMatch(/^180[01]0 /);
  await restingRequest(place, next);
});

const serves = `node -e 'require("net").createServer().listen(Number(process.env.PORT), "127.0.0.1")' &
${waitForTest}`;

test('show tells on which ports a session listens', async () => {
  const place = new Place({ config: { session: { ports: '18100-18109' }, lease: { heartbeat: '1s' } } });
  await place.up();
  const id = await queue(place, place.agent(serves));
  const ports = await until('it listens', async () => {
    const { session } = await place.client.showRequest(id);
    return session?.ports?.listening.length ? session.ports : null;
  });
  expect(ports).toMatchObject({ range: { from: 21_100, to: 21_109 }, listening: [{ port: 21_100 }] });
  expect((await place.planeguard('show', id)).stdout).toContain('18100-18109, listens on 18100 (process ');
  writeFileSync(join(place.folder, 'marks/go'), '');
  expect((await restingRequest(place, id)).session?.ports).toBeNull();
});
