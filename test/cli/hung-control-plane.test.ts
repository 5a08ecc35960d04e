import { expect, onTestFinished, test } from 'vitest';
import { Place } from '../support/place.ts';

test('of a control plane that hangs a command says where it is, what is wrong, and what to do', async () => {
  const place = new Place();
  await place.up();
  const url = place.url();
  const serve = Number(place.readJson(place.layout.serveRecord).pid);
  onTestFinished(() => void process.kill(serve, 'SIGCONT'));
  process.kill(serve, 'SIGSTOP');
  const { exit, stdout, stderr } = await place.planeguard('list');
  process.kill(serve, 'SIGCONT');
  expect({ exit, stdout }).toEqual({ exit: 75, stdout: '' });
  expect(stderr).toContain(`The control plane at ${url} cannot be reached: no answer within 2 s.`);
  expect(stderr).toContain(`Its process is ${serve}. Find out why: `);
});
