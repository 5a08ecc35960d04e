import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readDeadline } from '../../src/worker/guard/guard-facts.ts';
import { identityOf, isAlive } from '../support/alive.ts';
import { Place } from '../support/place.ts';
import { queue, stateReached } from '../support/resting-request.ts';
import { started } from '../support/scripts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const fixture = join(import.meta.dirname, '../fixtures/starve-pool.mjs');

/** What blocks the threads of a worker of this place that are meant for lookups and files. */
function starving() {
  const folder = temporaryFolder();
  execFileSync('mkfifo', [join(folder, 'fifo')]);
  const has = (name: string) => existsSync(join(folder, name));
  return {
    env: { STARVE: folder, NODE_OPTIONS: `--import=${fixture}` },
    begin: () => {
      writeFileSync(join(folder, 'now'), '');
      return until('the worker is starved', () => has('starved'));
    },
    isFreed: () => has('freed'),
    end: () => closeSync(openSync(join(folder, 'fifo'), 'r+')),
  };
}

test('a worker whose lookups and file calls all hang renews its leases, and stops what it cannot renew', async () => {
  const pool = starving();
  const lease = { heartbeat: '1s', stopAfter: '4s', margin: '22s' };
  const place = new Place({ config: { lease, retry: { attempts: 1 } }, env: pool.env });
  await place.up();
  const id = await queue(place, place.agent(`${started}\nexec sleep 600`));
  await stateReached(place, id, 'running');
  const agent = identityOf(await place.untilMark('pid'));
  await pool.begin();
  onTestFinished(() => pool.end());
  const deadline = () => readDeadline(place.layout.session(`${id}-1`))?.deadlineBootSeconds ?? 0;
  const before = deadline();
  await until('its lease has been renewed for longer than one lasts', () => deadline() > before + 6);
  expect(isAlive(agent)).toBe(true);
  const serve = Number(place.readJson(place.layout.serveRecord).pid);
  onTestFinished(() => void process.kill(serve, 'SIGCONT'));
  process.kill(serve, 'SIGSTOP');
  await until('the session is stopped', () => !isAlive(agent));
  expect(pool.isFreed()).toBe(false);
  process.kill(serve, 'SIGCONT');
  pool.end();
});
