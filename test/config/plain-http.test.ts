import { expect, test } from 'vitest';
import { parseConfig } from '../../src/config/parse-config.ts';

const listening = (listen: string, variables: Record<string, string> = {}) =>
  parseConfig({ path: '/etc/pg/planeguard.yaml', text: `server: { listen: "${listen}" }` }, variables).server;

test.each(['0.0.0.0:7420', '[::]:7420', '10.0.0.7:7420', 'build-1.example.org:7420'])(
  'other machines reach %s only where plain HTTP is allowed in so many words',
  (address) => {
    expect(() => listening(address)).toThrow(/server\.listen.*server\.allowPlainHttp/);
    expect(() => listening(address, { PLANEGUARD_SERVER_ALLOW_PLAIN_HTTP: 'false' })).toThrow(/reachable/);
    const { listen } = listening(address, { PLANEGUARD_SERVER_ALLOW_PLAIN_HTTP: 'true' });
    expect(listen.port).toBe(7420);
  },
);

test('a word that is neither true nor false is refused, and named', () => {
  expect(() => listening('127.0.0.1:0', { PLANEGUARD_SERVER_ALLOW_PLAIN_HTTP: 'yes' })).toThrow(
    /PLANEGUARD_SERVER_ALLOW_PLAIN_HTTP/,
  );
});
