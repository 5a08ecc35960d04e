import { expect, test } from 'vitest';
import { parseListen } from '../../src/config/listen-address.ts';

test('a port of this machine is accepted, also of IPv6', () => {
  expect(parseListen('127.0.0.1:7420')).toEqual({ host: '127.0.0.1', port: 7420 });
  expect(parseListen('localhost:0')).toEqual({ host: 'localhost', port: 0 });
  expect(parseListen('[::1]:80')).toEqual({ host: '::1', port: 80 });
});

test.each(['0.0.0.0:7420', '[::]:7420', 'example.org:80', '127.0.0.1', ':80', '127.0.0.1:65536', '7420'])(
  '%s is refused: nobody else may reach it, or it is no address',
  (address) => {
    expect(parseListen(address)).toBeNull();
  },
);
