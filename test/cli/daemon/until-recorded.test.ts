import { join } from 'node:path';
import { expect, it } from 'vitest';
import { recordThisProcess } from '../../../src/cli/daemon/process-record.ts';
import { untilRecorded } from '../../../src/cli/daemon/until-recorded.ts';
import { stateLayout } from '../../../src/config/state-layout.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { TestClock } from '../../support/test-clock.ts';

/** A daemon that is this process; what is said while it starts. */
function starting() {
  const folder = temporaryFolder();
  const [clock, said] = [new TestClock(), [] as string[]];
  const { promise, resolve: end } = Promise.withResolvers<number | null>();
  const record = join(folder, 'serve.process.json');
  const context = {
    clock,
    layout: stateLayout(folder),
    output: { note: (text: string) => void said.push(text) },
  };
  const daemon = { pid: process.pid, ended: promise, leaveAlone: () => undefined };
  return { clock, said, end, record, started: untilRecorded(context, record, daemon) };
}

it('waits for one that takes minutes, and says once what it may be doing', async () => {
  const { clock, said, record, started } = starting();
  for (let second = 0; second < 120; second += 1) await clock.advance(1_000);
  expect(said).toEqual([
    expect.stringMatching(/^Still starting \(pid \d+\): a large database takes its time/),
  ]);
  recordThisProcess(record);
  await clock.advance(20);
  expect(await started).toEqual({ kind: 'started' });
});

it('tells with which exit code one has ended instead', async () => {
  const { clock, said, end, started } = starting();
  end(78);
  await clock.advance(20);
  expect(await started).toEqual({ kind: 'ended', exitCode: 78 });
  expect(said).toEqual([]);
});

it('gives up one that lives and does not begin its work', async () => {
  const { clock, started } = starting();
  const refused = expect(started).rejects.toThrow(/does not begin its work within 10 min/);
  for (let minute = 0; minute < 11; minute += 1) await clock.advance(60_000);
  await refused;
});
