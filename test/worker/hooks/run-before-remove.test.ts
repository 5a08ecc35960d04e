import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { cellRecord } from '../../../src/edge/containment/probe.ts';
import { readIfThere } from '../../../src/edge/files.ts';
import { readIdentity } from '../../../src/edge/processes/identity.ts';
import type { WorkerContext } from '../../../src/worker/context.ts';
import { readHook } from '../../../src/worker/hooks/hook-facts.ts';
import { runBeforeRemove } from '../../../src/worker/hooks/run-before-remove.ts';
import { startHook } from '../../../src/worker/hooks/start-hook.ts';
import type { SessionRecord } from '../../../src/worker/journal/session-record.ts';
import { recordOf, someGrant } from '../../support/session-record.ts';
import { until } from '../../support/until.ts';
import { workerContext } from '../../support/worker-context.ts';

interface Ended {
  context: WorkerContext;
  record: SessionRecord;
  /** What the hook wrote in the workspace; null before. */
  file(name: string): string | null;
  told(): Record<string, unknown>[];
}

let count = 0;

/** A session that is over, with a workspace that is about to go. */
async function endedSession(text: string, timeoutMs = 20_000): Promise<Ended> {
  const context = await workerContext();
  const { layout } = context;
  const session = recordOf({ ...someGrant, attemptId: `rremove${process.pid}-${++count}` });
  const workspace = layout.workspace(session.id);
  for (const folder of [workspace, layout.session(session.id).directory]) {
    mkdirSync(folder, { recursive: true });
  }
  const hook = { text, from: 'operator' as const, startedAtMs: null, over: false, problem: null };
  const record: SessionRecord = {
    ...session,
    installation: context.workerId,
    ports: { from: 20_000, to: 20_009 },
    socket: join(context.runtimeDir, 'none.sock'),
    place: { workspace, branch: 'b', base: 'main', baseSha: '0' },
    hooks: { timeoutMs, beforeRemove: hook },
  };
  return {
    context,
    record,
    file: (name) => readIfThere(join(workspace, name)),
    told: () => context.journal.outbox(10).map(({ evidence }) => evidence.data),
  };
}

const staying = new AbortController().signal;

it('runs in the workspace without ports, and what it leaves is gone', async () => {
  const script = 'echo "port:$PORT" > env; setsid sleep 600 & echo $! > server';
  const { context, record, file, told } = await endedSession(script);
  expect(await runBeforeRemove(context, record, staying)).toBe('over');
  expect(file('env')).toBe('port:\n');
  expect(readIdentity(Number(file('server')))).toBeNull();
  expect(told()).toMatchObject([
    { hook: 'beforeRemove', is: 'started' },
    { hook: 'beforeRemove', is: 'succeeded', status: 0 },
  ]);
});

it('that cannot be started is told, and holds up no removal', async () => {
  const { context, record, told } = await endedSession('true');
  writeFileSync(context.layout.session(record.id).hooks, 'in the way');
  expect(await runBeforeRemove(context, record, staying)).toBe('over');
  expect(told()).toMatchObject([
    { hook: 'beforeRemove', is: 'started' },
    { hook: 'beforeRemove', is: 'not_started', problem: expect.stringContaining('could not be started') },
  ]);
});

it('is stopped at its timeout, and that is told', async () => {
  const { context, record, told } = await endedSession('echo still busy; sleep 600', 2_000);
  expect(await runBeforeRemove(context, record, staying)).toBe('over');
  expect(told().at(-1)).toMatchObject({
    is: 'timed_out',
    problem: expect.stringContaining('Its last words: still busy'),
  });
});

it('is taken up by the next worker, and does not run twice', async () => {
  const { context, record, file, told } = await endedSession(
    'echo x >> runs; until [ -e go ]; do sleep 0.05; done',
  );
  const paths = context.layout.session(record.id);
  await startHook({
    sessionId: record.id,
    layout: paths,
    workspace: record.place?.workspace ?? '',
    name: 'beforeRemove',
    text: record.hooks?.beforeRemove?.text ?? '',
    env: { ...context.environment, PLANEGUARD_SESSION: record.id },
    containment: cellRecord(context.containment, record.id),
    watched: null,
    transcriptBytes: 1024 ** 2,
    onEnd: () => undefined,
  });
  await until('the hook of the killed worker runs', () => readHook(paths, 'beforeRemove').kind === 'running');
  const over = runBeforeRemove(context, record, staying);
  await until('it runs', () => file('runs'));
  mkdirSync(join(record.place?.workspace ?? '', 'go'));
  expect(await over).toBe('over');
  expect(file('runs')).toBe('x\n');
  expect(told()).toMatchObject([{ is: 'succeeded' }]);
});

it('does not hold up a worker that leaves, and runs anew with the next', async () => {
  const { context, record, file } = await endedSession(
    'echo x >> runs; [ "$(wc -l < runs)" -eq 2 ] || sleep 600',
  );
  const leaving = new AbortController();
  const left = runBeforeRemove(context, record, leaving.signal);
  const rejected = expect(left).rejects.toThrow('this worker is to leave');
  await until('it runs', () => file('runs'));
  leaving.abort();
  await rejected;
  expect(await runBeforeRemove(context, record, staying)).toBe('over');
  expect(file('runs')).toBe('x\nx\n');
});
