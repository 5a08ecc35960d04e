import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { bootId, readIdentity } from '../../src/edge/processes/identity.ts';
import { signalProcess } from '../../src/edge/processes/signal.ts';
import { readStarted } from '../../src/worker/guard/guard-facts.ts';
import { pidsOf } from './kill-points.ts';
import { killedInstance } from './killed-instance.ts';
import type { Place } from './place.ts';

const otherBoot = '00000000-1111-4222-8333-444444444444';

/** As after a power cut: all processes are gone, and what was written names another boot. Files are as they were. */
export async function rebootedHost(place: Place, sessionId: string): Promise<void> {
  const pids = [...pidsOf(place, sessionId, 'watch'), ...pidsOf(place, sessionId, 'session')];
  const session = pids.flatMap((pid) => readIdentity(pid) ?? []);
  await killedInstance(place);
  for (const each of session) signalProcess(each, 'SIGKILL');
  const paths = place.layout.session(sessionId);
  if (readStarted(paths).kind !== 'started') throw new Error('it had not started');
  for (const folder of [paths.directory, paths.guard]) renameBootIn(folder);
  const journal = new Database(place.layout.journal);
  journal.prepare('UPDATE sessions SET record = replace(record, ?, ?)').run(bootId(), otherBoot);
  journal.close();
}

function renameBootIn(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!statSync(path).isFile()) continue;
    const text = readFileSync(path, 'utf8');
    if (text.includes(bootId())) writeFileSync(path, text.replaceAll(bootId(), otherBoot));
  }
}
