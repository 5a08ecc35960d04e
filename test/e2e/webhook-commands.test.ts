import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Place } from '../support/place.ts';
import { until } from '../support/until.ts';

const payload = { action: 'labeled', repository: { full_name: 'acme/other' }, issue: { number: 1 } };
const id = '72d3162e-cc78-11e3-81ab-4c9367dc0958';

test('a stored payload is signed and sent as GitHub does, and the list tells what became of it', async () => {
  const place = new Place();
  const file = (name: string, content: string) => {
    writeFileSync(join(place.folder, name), content);
    return name;
  };
  const stored = file('stored.json', JSON.stringify({ event: 'issues', delivery: id, payload }));
  const body = file('body.json', JSON.stringify(payload));
  expect(await place.planeguard('webhook', 'replay', stored)).toMatchObject({
    exit: 78,
    stderr: expect.stringContaining('github.webhookSecretFile is not set'),
  });

  file('token', 'ghp_x\n');
  file('secret', 'new\nold\n');
  const github = {
    apiUrl: 'http://127.0.0.1:9',
    tokenFile: 'token',
    webhookSecretFile: 'secret',
    poll: '1h',
  };
  place.configure({ github });
  expect((await place.planeguard('webhook', 'replay', stored)).exit).toBe(75);
  await place.up();

  const first = await place.planeguard('webhook', 'replay', stored, '--json');
  expect([first.exit, JSON.parse(first.stdout)]).toEqual([0, { id, accepted: true }]);
  expect((await place.planeguard('webhook', 'replay', stored)).stdout).toContain('has come before');
  expect((await place.planeguard('webhook', 'replay', body)).exit).toBe(2);
  for (const named of [
    ['--event', 'a b'],
    ['--event', 'issues', '--delivery', 'a\n'],
    ['--event', 'issues', '--delivery', 'short'],
  ])
    expect(await place.planeguard('webhook', 'replay', body, ...named)).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining("none of GitHub's"),
    });
  expect((await place.planeguard('webhook', 'replay', file('no.json', '[1'), '--event', 'x')).exit).toBe(2);
  expect((await place.planeguard('webhook', 'replay', body, '--event', 'issues')).exit).toBe(0);

  const listed = async () => JSON.parse((await place.planeguard('webhook', 'list', '--json')).stdout).items;
  const items = await until('all were looked into', async () => {
    const all = await listed();
    return all.every(({ outcome }: { outcome: string | null }) => outcome === 'ignored') && all;
  });
  expect(items).toMatchObject([{ times: 1 }, { id, times: 2, event: 'issues', action: 'labeled' }]);
  expect((await place.planeguard('webhook', 'list')).stdout).toMatch(
    new RegExp(`^${id} .* 2 +issues\\.labeled +acme/other +ignored +the configuration does not list`, 'm'),
  );
  file('secret', 'another\n');
  place.configure({ github: { ...github, webhookSecretFile: file('wrong', 'wrong\n') } });
  expect((await place.planeguard('webhook', 'replay', stored)).exit).toBe(78);
});
