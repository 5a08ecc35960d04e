import { expect, test } from 'vitest';
import { deliveryTrouble, hookEvents, planHook, type SeenHook } from '../../../src/core/github/hook-plan.ts';

const url = 'https://example.org/v1/webhooks/github';
const hook: SeenHook = {
  id: 1,
  url,
  contentType: 'json',
  hasSecret: true,
  checksCertificate: true,
  isActive: true,
  events: hookEvents,
  lastResponse: null,
};

test.each<[string, Partial<SeenHook>, string[]]>([
  ['nothing where all is as it should be', {}, []],
  ['nothing where it tells of everything', { events: ['*'] }, []],
  ['nothing where it tells of more', { events: [...hookEvents, 'star'] }, []],
  ['the events', { events: hookEvents.slice(1) }, ['events (check_run missing)']],
  ['the content type', { contentType: 'form' }, ['content type']],
  ['that it is off', { isActive: false }, ['it is switched off']],
  ['that it has no secret', { hasSecret: false }, ['it has no secret']],
  ['that certificates are not checked', { checksCertificate: false }, ['certificates are not checked']],
])('of a webhook that is there differs: %s', (_, change, differs) => {
  expect(planHook([{ ...hook, ...change }], url)).toMatchObject({ kind: 'there', differs });
});

test('a webhook is known by its payload URL, whatever its host is written like', () => {
  const seen = [
    { ...hook, id: 1, url: 'https://example.org/other' },
    { ...hook, id: 2, url: `${url.replace('example', 'EXAMPLE')}/` },
    { ...hook, id: 3 },
  ];
  expect(planHook(seen, url)).toMatchObject({ kind: 'there', hook: { id: 2 }, others: 1 });
  expect(planHook(seen.slice(0, 1), url)).toEqual({ kind: 'create' });
  expect(planHook([{ ...hook, url: 'no URL' }], url)).toEqual({ kind: 'create' });
});

test.each<[SeenHook['lastResponse'], string | null]>([
  [null, null],
  [{ code: 202, message: 'OK' }, null],
  [{ code: 401, message: null }, 'signed with another secret'],
  [{ code: 502, message: 'Bad Gateway' }, 'answered with 502, Bad Gateway'],
  [{ code: 0, message: 'timed out' }, 'was not answered, timed out'],
])('a last delivery that was answered with %j is told as: %s', (lastResponse, sentence) => {
  const trouble = deliveryTrouble({ ...hook, lastResponse });
  if (sentence === null) expect(trouble).toBeNull();
  else expect(trouble).toContain(sentence);
});
