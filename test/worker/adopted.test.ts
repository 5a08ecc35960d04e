import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { adopted } from '../../src/worker/adopted.ts';
import type { WorkerContext } from '../../src/worker/context.ts';
import type { SessionRecord } from '../../src/worker/journal/session-record.ts';
import { observe } from '../../src/worker/session/observe.ts';
import { Session } from '../../src/worker/session/session.ts';
import { recordOf } from '../support/session-record.ts';
import { workerContext } from '../support/worker-context.ts';

const hook = { text: 'true', from: 'operator', startedAtMs: 5, over: false, problem: null } as const;

function liveRecord(context: WorkerContext): SessionRecord {
  const hooks = { timeoutMs: 1_000, beforeRun: hook };
  return { ...recordOf(), state: 'live', bootId: context.bootId, launchedAtMs: 5, hooks };
}

it('takes up a session whose agent has put folders in the place of its files', async () => {
  const context = await workerContext();
  const record = liveRecord(context);
  const { deadline, hooks } = context.layout.session(record.id);
  const receipts = [join(hooks, 'beforeRun.exit'), join(hooks, 'beforeRun.started')];
  for (const path of [deadline, ...receipts]) mkdirSync(path, { recursive: true });
  expect(adopted(context, record)).toEqual(record);
  expect(context.leases.deadlineMs(record.id)).toBeNull();
});

it('takes up a session whose agent has put a file in the place of a folder', async () => {
  const context = await workerContext();
  const record = liveRecord(context);
  const { directory, hooks } = context.layout.session(record.id);
  mkdirSync(directory, { recursive: true });
  writeFileSync(hooks, '');
  expect(adopted(context, record)).toEqual(record);
  rmSync(directory, { recursive: true });
  writeFileSync(directory, '');
  expect(adopted(context, record)).toEqual(record);
});

it('looks at a session whose directory is none any more, to its end', async () => {
  const context = await workerContext();
  const record = liveRecord(context);
  const { directory } = context.layout.session(record.id);
  mkdirSync(context.layout.sessions, { recursive: true });
  writeFileSync(directory, '');
  expect(observe(new Session(context, record))).toMatchObject({
    parent: 'unknown',
    hook: { kind: 'unknown' },
  });
});
