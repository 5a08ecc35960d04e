import { expect, test } from 'vitest';
import { isSignedBy, signatureOf } from '../../../../src/edge/forge/github/webhook-signature.ts';

const secret = "It's a Secret to Everybody";
const body = new TextEncoder().encode('Hello, World!');
const documented = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17';

test('the example of GitHub’s documentation is signed so', () => {
  expect(signatureOf(secret, body)).toBe(documented);
  expect(isSignedBy([secret], body, documented)).toBe(true);
});

test('each of two secrets signs while the secret changes', () => {
  expect(isSignedBy(['another', secret], body, documented)).toBe(true);
  expect(isSignedBy([secret, 'another'], body, documented)).toBe(true);
});

test.each([
  ['none', null],
  ['an empty one', ''],
  ['one of another body', signatureOf(secret, 'Hello, World?')],
  ['one of another secret', signatureOf('another', body)],
  ['one that is cut off', documented.slice(0, -1)],
  ['one with more behind it', `${documented}00`],
  ['one without its algorithm', documented.slice('sha256='.length)],
  ['one of the older algorithm', `sha1=${documented.slice('sha256='.length)}`],
  ['one in capitals', documented.toUpperCase()],
])('a signature that is %s does not fit', (_what, signature) => {
  expect(isSignedBy([secret], body, signature)).toBe(false);
});

test('without secrets nothing is signed, not even by an empty one', () => {
  expect(isSignedBy([], body, signatureOf('', body))).toBe(false);
});
