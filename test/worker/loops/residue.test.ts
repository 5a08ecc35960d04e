import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, it } from 'vitest';
import { Docker } from '../../../src/edge/docker.ts';
import { ownerFile, ownerText } from '../../../src/edge/workspace/owner-file.ts';
import type { WorkerContext } from '../../../src/worker/context.ts';
import { HealthBook } from '../../../src/worker/health-book.ts';
import { residueLoop } from '../../../src/worker/loops/residue.ts';
import { Sessions } from '../../../src/worker/sessions.ts';
import { workerContext } from '../../support/worker-context.ts';

/** A control plane that fails when it is asked about the first, and says of the others that they are over. */
async function overButTheFirst(id: string) {
  if (id === 'r23456701') throw new Error('this one fails');
  return { attempt: 1, state: 'done' };
}

class BrokenDocker extends Docker {
  override look(): never {
    throw new Error('docker fails');
  }
}

/** Two workspaces that no journal knows. Looks are as far apart as two sightings have to be. */
async function worker(own: Partial<WorkerContext> = {}) {
  const context = await workerContext();
  for (const sessionId of ['r23456701-1', 'r23456702-1']) {
    const file = ownerFile(context.layout.workspace(sessionId));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, ownerText({ installation: context.workerId, sessionId }));
  }
  let elapsedMs = 0;
  const clock = { ...context.clock, monotonicMs: () => context.clock.monotonicMs() + elapsedMs };
  const client = Object.assign(context.client, { showRequest: overButTheFirst });
  const sessions = new Sessions({
    context: { ...context, clock, client, ...own },
    health: new HealthBook({ ...context, url: () => 'http://127.0.0.1:1' }),
    onChange: () => undefined,
  });
  const { pass } = residueLoop(sessions);
  const look = () => {
    elapsedMs += 10_000;
    return pass(new AbortController().signal, () => undefined).catch(String);
  };
  return { sessions, look };
}

const quarantined = ({ quarantine }: Sessions) => quarantine.items().map(({ id, why }) => [id, why]);

it('settles the rest when the look at one fails', async () => {
  const { sessions, look } = await worker();
  for (let looks = 0; looks < 3; looks += 1) expect(await look()).toContain('this one fails');
  // Its workspace has no record, so what is left of it is for a person to decide.
  expect(quarantined(sessions)).toEqual([['r23456702-1', 'not_cleaned']]);
});

it('takes a cleaning that fails for a try, which uses up what a person has wished', async () => {
  const { sessions, look } = await worker({ docker: new BrokenDocker({ PATH: '/nowhere' }) });
  for (let looks = 0; looks < 3; looks += 1) await look();
  expect(quarantined(sessions)).toEqual([['r23456702-1', 'not_cleaned']]);
  sessions.quarantine.wish({ id: 'r23456702-1', decision: 'clean' });
  await look();
  await look();
  expect(sessions.quarantine.items()).toMatchObject([{ id: 'r23456702-1', tries: 1 }]);
});
