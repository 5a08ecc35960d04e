import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Docker } from '../../../src/edge/docker.ts';
import { stop } from '../../../src/worker/act/stop.ts';
import { Session } from '../../../src/worker/session/session.ts';
import { recordOf } from '../../support/session-record.ts';
import { workerContext } from '../../support/worker-context.ts';

async function endingSession(): Promise<Session> {
  const context = { ...(await workerContext()), docker: new Docker({ PATH: '/nowhere' }) };
  const record = { ...recordOf(), state: 'ending', cause: { kind: 'settled' } } as const;
  mkdirSync(context.layout.session(record.id).directory, { recursive: true });
  return new Session(context, { ...record, socket: join(context.runtimeDir, 'test.sock') });
}

const told = ({ context }: Session) => context.journal.outbox(10).map(({ evidence }) => evidence);

it('is over with the first proof', async () => {
  const session = await endingSession();
  await stop(session);
  expect(session.record.stop).toEqual({ proof: 'swept', clean: true });
  expect(told(session)).toMatchObject([{ kind: 'stop', data: { proof: 'swept', tries: 1, residue: [] } }]);
});

it('is tried five times without a proof; then the end goes on, not clean, with what is left', async () => {
  const session = await endingSession();
  // Whether its watch has ended cannot be told.
  writeFileSync(session.paths.guard, 'in the way');
  for (let tries = 1; tries < 5; tries += 1) {
    await stop(session);
    expect(session.record.stop).toBeNull();
    expect(session.notBefore.stop).toBeGreaterThan(session.context.clock.bootMs());
  }
  expect(told(session)).toEqual([]);
  await stop(session);
  expect(session.record.stop).toEqual({ proof: null, clean: false });
  const residue = [{ kind: 'unknown', why: expect.stringContaining('ENOTDIR') }];
  expect(told(session)).toMatchObject([{ kind: 'stop', data: { proof: null, tries: 5, residue } }]);
});
