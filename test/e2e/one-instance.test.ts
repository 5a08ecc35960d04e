import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Place } from '../support/place.ts';
import { started, waitForTest } from '../support/scripts.ts';
import { until } from '../support/until.ts';

test('of two ups at once one starts; the other says so, and what to type', async () => {
  const place = new Place();
  const both = [place.start('up'), place.start('up')];
  const ready = () => both.findIndex(({ stderr }) => stderr.includes('Planeguard runs on'));
  await until('one runs', () => ready() >= 0);
  const second = both[1 - ready()];
  expect(await second?.ended).toMatchObject({
    exit: 4,
    stderr: expect.stringMatching(/already\. See: planeguard .* status\. End it: planeguard .* down/),
  });
  expect(await place.planeguard('down')).toMatchObject({ exit: 0 });
  expect(await both[ready()]?.ended).toMatchObject({ exit: 0 });
});

test('of two run --wait at once the second is told to wait, and the first is not disturbed', async () => {
  const place = new Place();
  const agent = place.agent(`${started}\n${waitForTest}\nplaneguard finish --no-change 'It is there'`);
  const run = ['run', '--repo', place.repository, '--agent', agent, '--prompt', 'Say hello', '--wait'];
  const first = place.start(...run);
  await place.untilMark('pid');
  expect(await place.planeguard(...run)).toMatchObject({
    exit: 75,
    stdout: '',
    stderr: expect.stringMatching(/^planeguard: .*run --wait.*\n$/),
  });
  expect(await place.planeguard('up')).toMatchObject({ exit: 4, stderr: expect.stringContaining('uses') });
  writeFileSync(join(place.folder, 'marks/go'), '');
  expect(await first.ended).toMatchObject({ exit: 0, stdout: expect.stringContaining('no_change_needed') });
});

test('a port that is taken is named, with 78, and nothing stays behind', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const place = new Place({ config: { server: { listen: `127.0.0.1:${port}` } } });
  for (const command of [['serve'], ['up'], ['up', '--detach']]) {
    const { exit, stderr } = await place.planeguard(...command);
    expect({ command, exit }).toEqual({ command, exit: 78 });
    expect(stderr).toMatch(new RegExp(`^planeguard: .*127\\.0\\.0\\.1:${port}.*\\n`));
    expect(stderr).toContain('server.listen');
    expect(existsSync(place.stateDir)).toBe(false);
  }
  expect(await place.settled()).toEqual([]);
});

test('a configuration that is not valid leaves no state directory behind', async () => {
  const place = new Place({ config: { server: { listen: 'nowhere' } } });
  for (const command of [['serve'], ['up'], ['up', '--detach'], ['worker', 'run']]) {
    expect(await place.planeguard(...command)).toMatchObject({ exit: 78 });
    expect(existsSync(place.stateDir)).toBe(false);
  }
});
