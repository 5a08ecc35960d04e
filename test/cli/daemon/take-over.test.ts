import { existsSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { takeOver } from '../../../src/cli/daemon/take-over.ts';
import { stateLayout } from '../../../src/config/state-layout.ts';
import { hostId } from '../../../src/edge/processes/host.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { TestClock } from '../../support/test-clock.ts';

/** A home that another machine shares, whose worker has written its record and its status. */
function sharedState() {
  const layout = stateLayout(temporaryFolder());
  const record = {
    bootId: '00000000-1111-4222-8333-444444444444',
    pid: process.pid,
    startTime: '1',
    hostId: 'f'.repeat(32),
    hostName: 'ada',
  };
  writeFileSync(layout.workerRecord, JSON.stringify(record));
  writeFileSync(layout.workerPid, `${process.pid}\n`);
  writeFileSync(layout.workerStatus, '1');
  return layout;
}

// A machine without an id cannot tell another one by it: the kernel's lock is what it has.
const knowsItself = hostId() !== null;

test.runIf(knowsItself)(
  'a worker on another machine that still writes its status keeps the directory',
  async () => {
    const layout = sharedState();
    const clock = new TestClock();
    const refused = expect(takeOver({ layout, clock })).rejects.toMatchObject({
      code: 'state_refused',
      message: expect.stringMatching(/machine ada .*End it there/),
    });
    await clock.advance(1_000);
    writeFileSync(layout.workerStatus, '2');
    await clock.advance(7_000);
    await refused;
    expect(existsSync(layout.workerRecord)).toBe(true);
  },
);

test.runIf(knowsItself)('one that has fallen silent is taken over from', async () => {
  const layout = sharedState();
  const clock = new TestClock();
  const taken = takeOver({ layout, clock });
  await clock.advance(7_000);
  await taken;
  expect(existsSync(layout.workerRecord)).toBe(false);
});
