import { expect, test } from 'vitest';
import { isLoopback, parseListen } from '../../src/config/listen-address.ts';

test('an address and a port are understood, also of IPv6', () => {
  expect(parseListen('127.0.0.1:7420')).toEqual({ host: '127.0.0.1', port: 7420 });
  expect(parseListen('localhost:0')).toEqual({ host: 'localhost', port: 0 });
  expect(parseListen('[::1]:80')).toEqual({ host: '::1', port: 80 });
  expect(parseListen('build-1.example.org:80')).toEqual({ host: 'build-1.example.org', port: 80 });
});

test.each(['127.0.0.1', ':80', '127.0.0.1:65536', '7420', '::1:80', 'a b:80', 'http://a:80'])(
  '%s is no address',
  (address) => {
    expect(parseListen(address)).toBeNull();
  },
);

test.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['::1', true],
  ['[::1]', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['127.0.0.1.example.org', false],
  ['localhost.example.org', false],
])('%s is of this machine alone: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
