import { expect, test } from 'vitest';
import { findConfigFile } from '../../src/config/config-file.ts';
import { readEnvironment } from '../../src/config/environment.ts';
import { ProblemError } from '../../src/protocol/problem.ts';

const environment = readEnvironment({ HOME: '/home/p' });
const reading =
  (...paths: string[]) =>
  (path: string) =>
    paths.includes(path) ? path : null;

test('the flag wins over the variable, that over ./planeguard.yaml, that over the XDG folder', () => {
  const all = reading(
    '/w/named.yaml',
    '/w/variable.yaml',
    '/w/planeguard.yaml',
    '/home/p/.config/planeguard/planeguard.yaml',
  );
  const withVariable = { ...environment, configFile: 'variable.yaml' };
  expect(findConfigFile('named.yaml', '/w', withVariable, all)?.path).toBe('/w/named.yaml');
  expect(findConfigFile(null, '/w', withVariable, all)?.path).toBe('/w/variable.yaml');
  expect(findConfigFile(null, '/w', environment, all)?.path).toBe('/w/planeguard.yaml');
  expect(findConfigFile(null, '/elsewhere', environment, all)?.path).toBe(
    '/home/p/.config/planeguard/planeguard.yaml',
  );
});

test('none at all is fine, a named one that is missing is not', () => {
  expect(findConfigFile(null, '/w', environment, reading())).toBeNull();
  expect(() => findConfigFile('x.yaml', '/w', environment, reading())).toThrow(
    /no configuration file \/w\/x.yaml/,
  );
});

test('a file that cannot be read is named with the reason', () => {
  const denied = () => {
    throw new Error('EACCES: permission denied');
  };
  expect(() => findConfigFile(null, '/w', environment, denied)).toThrow(ProblemError);
});
