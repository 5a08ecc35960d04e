import { expect, test } from 'vitest';
import { personEnvironment, readEnvironment, serviceVariables } from '../../src/config/environment.ts';

test('the state directory is the variable, else the XDG state folder', () => {
  const home = { HOME: '/home/p' };
  expect(readEnvironment({ ...home, PLANEGUARD_STATE_DIR: '/s t' }).stateDir).toBe('/s t');
  expect(readEnvironment({ ...home, XDG_STATE_HOME: '/x' }).stateDir).toBe('/x/planeguard');
  expect(readEnvironment(home).stateDir).toBe('/home/p/.local/state/planeguard');
});

test('a relative XDG folder and empty variables count as not set', () => {
  const environment = readEnvironment({ HOME: '/home/p', XDG_STATE_HOME: 'x', PLANEGUARD_CONFIG: '' });
  expect(environment.stateDir).toBe('/home/p/.local/state/planeguard');
  expect(environment.configFile).toBeNull();
});

test.each(['PLANEGUARD_SESSION', 'PLANEGUARD_SPOOL'])('%s says that this is inside a session', (name) => {
  expect(readEnvironment({ [name]: 'x' }).insideSession).toBe(true);
  expect(readEnvironment({}).insideSession).toBe(false);
});

test("an agent gets the person's environment without anything of Planeguard or an outer session", () => {
  const person = { PATH: '/bin', SSH_AUTH_SOCK: '/s', GH_TOKEN: 'theirs' };
  const ours = { PLANEGUARD_STATE_DIR: '/s', PLANEGUARD_SESSION: 'r1-1', AGENT_SESSION_ISSUE_NUMBER: '3' };
  expect(personEnvironment({ ...person, ...ours })).toEqual(person);
});

test('a service takes over proxies, and that they are to be used, but no keys', () => {
  const proxies = { HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: 'localhost', NODE_USE_ENV_PROXY: '1' };
  expect(serviceVariables({ ...proxies, GH_TOKEN: 'theirs' })).toEqual({ ...proxies, PATH: '' });
});
