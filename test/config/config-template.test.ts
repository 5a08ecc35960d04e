import { expect, test } from 'vitest';
import { configTemplate } from '../../src/config/config-template.ts';
import { parseConfig } from '../../src/config/parse-config.ts';

const parse = (text: string) => ({ ...parseConfig({ path: '/w/planeguard.yaml', text }, {}), directory: '' });

test('as it is written it changes nothing', () => {
  expect(parse(configTemplate())).toEqual(parse(''));
});

test('with its sections uncommented it is valid and says the defaults', () => {
  const sections = configTemplate().split('# Agents by name')[0] ?? '';
  const uncommented = sections.replaceAll(/^# ( *[a-z]\w*:.*)$/gm, '$1').replaceAll(/^#( {3}\S.*)$/gm, ' $1');
  expect(uncommented).toContain('\nlease:');
  const { worker, ...rest } = parse(uncommented);
  const { worker: defaultWorker, ...defaults } = parse('');
  expect(rest).toEqual(defaults);
  expect({ ...worker, name: '' }).toEqual({ ...defaultWorker, name: '' });
});
