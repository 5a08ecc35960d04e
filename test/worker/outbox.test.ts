import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ControlPlaneClient } from '../../src/edge/control-plane-client.ts';
import { openLog } from '../../src/edge/log.ts';
import type { Evidence } from '../../src/protocol/worker.ts';
import { EvidenceSender } from '../../src/worker/evidence-sender.ts';
import { Journal } from '../../src/worker/journal/journal.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

type Fate = 'arrives' | 'nobody answers' | 'its answer is lost';
type Step = 'add' | 'send' | 'restart';

const steps = fc.array(fc.constantFrom<Step>('add', 'add', 'send', 'send', 'restart'), { maxLength: 60 });
const fates = fc.array(fc.constantFrom<Fate>('arrives', 'nobody answers', 'its answer is lost'), {
  maxLength: 200,
});

/** A control plane behind a bad network: it keeps an event id once, whatever becomes of its answer. */
class FarPlane {
  readonly kept: string[] = [];
  readonly #fates: Fate[];

  constructor(fates: readonly Fate[]) {
    this.#fates = [...fates];
  }

  evidence = async (_attemptId: string, { eventId }: Evidence): Promise<{ accepted: boolean }> => {
    const fate = this.#fates.shift() ?? 'arrives';
    if (fate === 'nobody answers') throw away;
    const accepted = !this.kept.includes(eventId);
    if (accepted) this.kept.push(eventId);
    if (fate === 'its answer is lost') throw away;
    return { accepted };
  };
}

const away = new Error('nobody answers');

test('whatever is lost, repeated or killed on the way, each receipt arrives once and in order', async () => {
  const folder = temporaryFolder();
  let run = 0;
  await fc.assert(
    fc.asyncProperty(steps, fates, async (all, met) => {
      run += 1;
      const path = join(folder, `${run}.db`);
      const plane = new FarPlane(met);
      let open = opened(path, plane);
      const written: string[] = [];
      for (const step of all) {
        if (step === 'add') written.push(add(open.journal, written.length));
        else if (step === 'send') await open.sender.flush().catch(ofTheNetwork);
        else {
          open.journal.close();
          open = opened(path, plane);
        }
        expect(plane.kept).toEqual(written.slice(0, plane.kept.length));
      }
      while (open.journal.hasUndelivered('r1-1')) await open.sender.flush().catch(ofTheNetwork);
      open.journal.close();
      expect(plane.kept).toEqual(written);
    }),
    { numRuns: 15 },
  );
});

function opened(path: string, plane: FarPlane) {
  const journal = new Journal(path);
  const client = { evidence: plane.evidence } as unknown as ControlPlaneClient;
  return {
    journal,
    sender: new EvidenceSender({ journal, client, grantedBy: () => null, log: openLog(null, 'silent') }),
  };
}

function add(journal: Journal, index: number): string {
  const eventId = `evidence-${index}`;
  const at = '2030-01-01T00:00:00.000Z';
  journal.addEvidence('r1-1', { eventId, workerId: 'w00000001', at, kind: 'progress', data: {} });
  return eventId;
}

function ofTheNetwork(error: unknown): void {
  if (error !== away) throw error;
}
