import { beforeEach, expect, test, vi } from 'vitest';
import { Deliveries } from '../../../src/server/loops/github-deliveries.ts';
import { addDelivery } from '../../../src/store/add-delivery.ts';
import { recentDeliveries, waitingDeliveries } from '../../../src/store/list-deliveries.ts';
import { githubParts } from '../../support/github/github-parts.ts';
import type { GitHubPlace } from '../../support/github/github-place.ts';
import { sharedGitHub } from '../../support/github/shared-github.ts';

const shared = sharedGitHub();
let place: GitHubPlace;

beforeEach(() => {
  place = shared();
});

/** Deliveries about issues, and who looks at them; time stands still unless it is let pass. */
async function waiting() {
  const control = await githubParts(place);
  let nowMs = 1_000_000;
  const parts = { ...control.parts, clock: { ...control.parts.clock, bootMs: () => nowMs } };
  const deliveries = new Deliveries(parts, control.github);
  const said: string[] = [];
  return {
    parts,
    said,
    pass: () => deliveries.pass(new AbortController().signal, (doing) => void said.push(doing)),
    restMs: () => deliveries.restMs(),
    letPass: (ms: number) => {
      nowMs += ms;
    },
    tell: (...issues: number[]) =>
      parts.writer.write(async (write) => {
        for (const number of issues)
          await addDelivery(write, {
            id: crypto.randomUUID(),
            event: 'issues',
            action: 'labeled',
            repository: 'acme/widgets',
            subjects: [{ kind: 'issue', number }],
          });
      }),
  };
}

test('while GitHub cannot be asked, a new delivery has none of those looked at that wait; their time does', async () => {
  const { parts, pass, tell, letPass } = await waiting();
  const outage = place.faults.strike({ fault: '500' });
  const callsAbout = (issue: number) => outage.met.filter((name) => name.endsWith(`/issues/${issue}`)).length;
  await tell(901);
  await expect(pass()).rejects.toMatchObject({ failure: 'unreachable' });
  const once = callsAbout(901);
  await tell(902);
  await expect(pass()).rejects.toMatchObject({ failure: 'unreachable' });
  expect([callsAbout(901), callsAbout(902)]).toEqual([once, once]);
  letPass(2_000);
  await expect(pass()).rejects.toMatchObject({ failure: 'unreachable' });
  expect([callsAbout(901), callsAbout(902)]).toEqual([2 * once, 2 * once]);

  outage.end();
  letPass(60_000);
  await pass();
  const all = await recentDeliveries(parts.db, { before: null, limit: 9 });
  expect(all.map(({ outcome }) => outcome)).toEqual(['nothing', 'nothing']);
});

test('a database that takes nothing is asked at intervals that grow, also where GitHub could not be asked before', async () => {
  const { parts, pass, tell, letPass, restMs } = await waiting();
  const outage = place.faults.strike({ fault: '500' });
  await tell(901);
  await expect(pass()).rejects.toMatchObject({ failure: 'unreachable' });
  outage.end();
  letPass(60_000);
  const full = vi.spyOn(parts.writer, 'write').mockRejectedValue(new Error('database or disk is full'));
  const rests: number[] = [];
  for (let tries = 0; tries < 2; tries += 1) {
    await expect(pass()).rejects.toThrow('database or disk is full');
    rests.push(restMs());
    letPass(60_000);
  }
  expect(rests).toEqual([4_000, 8_000]);

  full.mockRestore();
  await pass();
  const [one] = await recentDeliveries(parts.db, { before: null, limit: 1 });
  expect(one).toMatchObject({ outcome: 'nothing' });
});

test('a long pass says each thing that it looks at', async () => {
  const { pass, said, tell } = await waiting();
  await tell(901);
  await tell(902);
  await pass();
  expect(said).toEqual(['looking at issue 901 of acme/widgets', 'looking at issue 902 of acme/widgets']);
});

test('of many deliveries that wait, each issue is looked at once', async () => {
  const { parts, pass, said, tell } = await waiting();
  await tell(...Array.from({ length: 250 }, (_, sent) => 901 + (sent % 2)));
  await pass();
  expect(said).toEqual(['looking at issue 901 of acme/widgets', 'looking at issue 902 of acme/widgets']);
  expect(await waitingDeliveries(parts.db, { after: 0, limit: 1 })).toEqual([]);
});
