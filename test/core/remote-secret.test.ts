import { expect, it } from 'vitest';
import { carriesSecret, withoutSecrets } from '../../src/core/remote-secret.ts';

it.each([
  'https://bot:secret@example.org/shop.git',
  'https://x-access-token:ghs_abc@github.com/o/n.git',
  'https://a:p@ss:w@example.org/shop.git',
  'HTTPS://:secret@example.org/shop.git',
  'ssh://git:secret@example.org/shop.git',
  'https://ghp_0123456789abcdef@github.com/o/n.git',
  'https://github_pat_11AA_bb@github.com/o/n.git',
  `https://${'0a'.repeat(20)}@example.org/shop.git`,
  'https://example.org/shop.git?private_token=abc',
])('finds the password or token in %s', (url) => {
  expect(carriesSecret(url)).toBe(true);
});

it.each([
  'https://example.org/shop.git',
  'https://org@dev.azure.com/org/p/_git/shop',
  'https://example.org:8443/a:b@c/shop.git',
  'ssh://git@example.org:22/shop.git',
  'git@example.org:team/shop.git',
  '/srv/a:b@c/shop.git',
  '/srv/shop?token=x',
  'owner/name',
])('finds none in %s', (remote) => {
  expect(carriesSecret(remote)).toBe(false);
});

it.each([
  [
    "fatal: unable to access 'https://bot:p@ss@example.org/x/': no",
    "fatal: unable to access 'https://example.org/x/': no",
  ],
  ['To ssh://git:x@example.org/y and http://t@h/z', 'To ssh://git@example.org/y and http://h/z'],
  ['mail me@example.org', 'mail me@example.org'],
])('takes out of %s who signs in', (text, shown) => {
  expect(withoutSecrets(text)).toBe(shown);
});
