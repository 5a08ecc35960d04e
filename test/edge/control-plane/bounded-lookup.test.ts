import { expect, test } from 'vitest';
import { boundedLookup, type Resolver } from '../../../src/edge/control-plane/bounded-lookup.ts';

type Told = Parameters<Resolver>[2];

function hanging() {
  const asked: string[] = [];
  const answers: Told[] = [];
  const lookup = boundedLookup((host, _, answered) => {
    asked.push(host);
    answers.push(answered);
  });
  const ask = (host: string, all = false) =>
    new Promise((resolve, reject) => {
      lookup(host, { all }, (error, ...found) => (error ? reject(error) : resolve(found)));
    });
  return { asked, answers, ask };
}

const addresses = [
  { address: '192.0.2.1', family: 4 },
  { address: '2001:db8::1', family: 6 },
];

test('a resolver that hangs is asked once for a name, however many calls wait; all get its answer', async () => {
  const { asked, answers, ask } = hanging();
  const waiting = Array.from({ length: 20 }, (_, index) => ask('control.example', index === 0));
  expect(asked).toEqual(['control.example']);
  answers[0]?.(null, addresses);
  const [first, ...others] = await Promise.all(waiting);
  expect(first).toEqual([addresses]);
  for (const other of others) expect(other).toEqual(['192.0.2.1', 4]);
});

test('an answer is not kept: the next call asks again', async () => {
  const { asked, answers, ask } = hanging();
  const first = ask('control.example');
  answers[0]?.(Object.assign(new Error('no'), { code: 'EAI_AGAIN' }), []);
  await expect(first).rejects.toMatchObject({ code: 'EAI_AGAIN' });
  const second = ask('control.example');
  expect(asked).toHaveLength(2);
  answers[1]?.(null, addresses);
  await second;
});

test('the resolver of the system answers', async () => {
  const lookup = boundedLookup();
  const found = await new Promise((resolve) => lookup('localhost', {}, (_, address) => resolve(address)));
  expect(['127.0.0.1', '::1']).toContain(found);
});
