import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { configContent, parseConfig } from '../../src/config/parse-config.ts';
import { printedConfig } from '../../src/config/printed-config.ts';

const fileOf = (text: string) => ({ path: '/srv/planeguard.yaml', text });
const variables = { PLANEGUARD_RETRY_CAP: '20m', PLANEGUARD_WORKER_LABELS: 'gpu, big' };
const text = `
lease: { heartbeat: 5s }
agents:
  mine: { command: [./agent.sh], env: { API_KEY: hunter2 } }
repositories:
  - { name: owner/name, agent: mine }
`;

test('what is printed is a file that says the same', () => {
  const withoutKey = fileOf(text.replace('hunter2', '(masked)'));
  const printed = stringify(printedConfig(configContent(withoutKey, variables)));
  expect(parseConfig(fileOf(printed), {})).toEqual(parseConfig(withoutKey, variables));
});

test('durations are printed as they are written, with all defaults, and no value of a variable', () => {
  const printed = printedConfig(configContent(fileOf(text), variables));
  expect(printed).toMatchObject({
    server: { listen: '127.0.0.1:7420' },
    lease: { heartbeat: '5s', stopAfter: '30m' },
    retry: { attempts: 3, cap: '20m' },
    worker: { labels: ['gpu', 'big'] },
    agents: { mine: { command: ['./agent.sh'], args: [], env: { API_KEY: '(masked)' } } },
  });
  expect(JSON.stringify(printed)).not.toContain('hunter2');
});

test('without a file the defaults are printed', () => {
  const printed = stringify(printedConfig(configContent(null, {})));
  expect({ ...parseConfig(fileOf(printed), {}), directory: '' }).toEqual({
    ...parseConfig(null, {}),
    directory: '',
  });
});
