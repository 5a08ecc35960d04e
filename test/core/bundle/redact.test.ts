import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { onlyFacts } from '../../../src/core/bundle/only-facts.ts';
import { redact } from '../../../src/core/bundle/redact.ts';

const nobody = { secrets: [], home: null };

/** Any characters, line ends included, that are no part of what stands for a secret, and no blanks at its ends. */
const secret = fc
  .string({ unit: 'grapheme', minLength: 8, maxLength: 60 })
  .filter((text) => text.trim() === text && !'[secret][left out]'.includes(text) && text.isWellFormed());

/** JSON of any form with the secret in some of its texts and keys, as it is or encoded. */
const planted = (hidden: string) => {
  const around = fc.string({ maxLength: 20 });
  const form = fc.constantFrom(hidden, JSON.stringify(hidden).slice(1, -1), encodeURIComponent(hidden));
  const text = fc.tuple(around, form, around).map((parts) => parts.join(''));
  return fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.integer(),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(fc.oneof(around, text), tie('value'), { maxKeys: 3 }),
    ),
  })).value;
};

describe('redaction', () => {
  it('leaves no secret, in whatever text or key it stands, and however it is encoded', () => {
    const cases = secret.chain((hidden) => fc.tuple(fc.constant(hidden), planted(hidden)));
    fc.assert(
      fc.property(cases, fc.array(secret, { maxLength: 3 }), ([hidden, value], others) => {
        const text = JSON.stringify(redact(value, { secrets: [...others, hidden], home: null }));
        expect(text).not.toContain(hidden);
        expect(text).not.toContain(JSON.stringify(hidden).slice(1, -1));
        expect(text).not.toContain(encodeURIComponent(hidden));
      }),
    );
  });

  it('changes nothing where there is nothing to hide', () => {
    const value = {
      level: 30,
      msg: 'The worker w1 registered',
      ports: [20_000, null, true],
      tokenFile: '/x',
    };
    expect(redact(value, { secrets: ['another one'], home: '/home/ada' })).toEqual(value);
  });

  it.each([
    ['https://ada:hunter2@example.org/x.git', 'https://[secret]@example.org/x.git'],
    ['Authorization: Bearer abcdef123456', 'Authorization: Bearer [secret]'],
    ['GITHUB_TOKEN=abcd1234 make', 'GITHUB_TOKEN=[secret] make'],
    ['--api-key=abcd1234', '--api-key=[secret]'],
    ['https://example.org/?access_token=abcd1234&x=1', 'https://example.org/?access_token=[secret]&x=1'],
    ['pushed with ghp_0123456789abcdef', 'pushed with [secret]'],
    ['sk-ant-0123456789', '[secret]'],
    ['a\n-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----\nb', 'a\n[secret]\nb'],
  ])('hides what looks like a secret: %s', (text, expected) => {
    expect(redact(text, nobody)).toBe(expected);
  });

  it('hides each line of a secret of several lines', () => {
    const key = 'first-line-of-it\nsecond-line-of-it';
    expect(redact(['x second-line-of-it'], { secrets: [key], home: null })).toEqual(['x [secret]']);
  });

  it('hides what stands under a name of secrets, and leaves out what people wrote', () => {
    const value = {
      token: 'abc',
      nested: { apiKey: ['x'], title: 'Buy the firm', args: ['--x'] },
      attempt: 2,
    };
    expect(redact(value, nobody)).toEqual({
      token: '[secret]',
      nested: { apiKey: '[secret]', title: '[left out]', args: '[left out]' },
      attempt: 2,
    });
  });

  it('writes the home folder as ~, and no folder that only begins like it', () => {
    const texts = ['/home/ada/.ssh', '/home/ada', '/home/adam/x', 'in /home/ada: /home/ada/y'];
    expect(redact(texts, { secrets: [], home: '/home/ada' })).toEqual([
      '~/.ssh',
      '~',
      '/home/adam/x',
      'in ~: ~/y',
    ]);
  });
});

it('of an event only numbers, flags and words of ours are kept', () => {
  const data = {
    status: 1,
    clean: true,
    reason: 'agent_failed',
    message: 'My plan',
    list: ['a'],
    inner: { text: 'b' },
  };
  expect(onlyFacts(data)).toEqual({
    status: 1,
    clean: true,
    reason: 'agent_failed',
    message: '[left out: 7 characters]',
    list: ['[left out: 1 characters]'],
    inner: { text: '[left out: 1 characters]' },
  });
});
