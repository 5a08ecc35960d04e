import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { requestViewSchema } from '../../src/protocol/request.ts';
import { statusSchema } from '../../src/protocol/status.ts';
import { Place } from '../support/place.ts';
import { openPullRequest } from '../support/scripts.ts';

const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

test('a sweep can be asked for; status, show and the stop receipt say what it cannot see', async () => {
  const place = new Place({ config: { worker: { containment: 'sweep' } } });
  await place.up();
  const agent = place.agent(openPullRequest);
  const run = ['run', '--repo', place.repository, '--prompt', 'x', '--agent', agent, '--wait', '--json'];
  const request = requestViewSchema.parse(JSON.parse((await place.planeguard(...run)).stdout));
  expect(request.session).toMatchObject({ tier: 3, proof: 'swept' });
  expect(request.session?.containment).toMatch(/^Sessions are swept .* Not seen: what detached/);
  const receipt = request.evidence.receipts.find(({ kind }) => kind === 'stop');
  expect(receipt?.data).toMatchObject({ tier: 3, unseen: expect.stringMatching(/^Not seen: what detached/) });
  const status = statusSchema.parse(JSON.parse((await place.planeguard('status', '--json')).stdout));
  const why = 'Nothing better here: worker.containment says so.';
  expect(status.workers[0]?.containment).toMatchObject({ tier: 3, sentence: expect.stringContaining(why) });
  expect((await place.planeguard('status')).stdout).toContain(
    `Tier 3: ${status.workers[0]?.containment?.sentence}`,
  );
  expect((await place.planeguard('show', request.id)).stdout).toMatch(/\ntier +3\. Sessions are swept/);
}, 60_000);

test.runIf(isRoot)(
  'a cgroup that this user cannot have is refused in one sentence, not pretended',
  async () => {
    const place = new Place({ config: { worker: { containment: 'cgroup' } } });
    execFileSync('chown', ['-R', `${nobody}:${nobody}`, place.folder]);
    expect(await place.planeguardAs(nobody, 'worker', 'run')).toMatchObject({
      exit: 78,
      stdout: '',
      stderr: expect.stringMatching(
        /^planeguard: worker\.containment is cgroup, but this host gives none: .*Set it to auto.*\n$/,
      ),
    });
  },
);
