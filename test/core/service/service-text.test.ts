import fc from 'fast-check';
import { parse } from 'plist';
import { expect, test } from 'vitest';
import { startWithinMs } from '../../../src/cli/daemon/until-recorded.ts';
import { launchdAgent } from '../../../src/core/service/launchd-agent.ts';
import {
  hasControlCharacters,
  type ServicePlan,
  unwritable,
} from '../../../src/core/service/service-plan.ts';
import { systemdService } from '../../../src/core/service/systemd-service.ts';

const nasty = fc.constantFrom(
  ' ',
  '%',
  '%h',
  '$',
  '$HOME',
  '"',
  "'",
  '\\',
  '&',
  '<',
  '>',
  ';',
  '#',
  'é',
  '💥',
);
const word = fc
  .array(fc.oneof(nasty, fc.string({ unit: 'grapheme' })), { maxLength: 6 })
  .map((parts) => `/${parts.join('')}`)
  .filter(
    (text) => !hasControlCharacters(text) && text === text.toWellFormed() && !/[\uFFFE\uFFFF]/.test(text),
  );

const plan: fc.Arbitrary<ServicePlan> = fc.record({
  name: fc.constant('planeguard-0a1b2c3d'),
  part: fc.constantFrom('up', 'worker', 'serve'),
  stateDir: word,
  argv: fc.array(word, { minLength: 3, maxLength: 6 }),
  home: word,
  variables: fc.dictionary(fc.stringMatching(/^[A-Z_]{1,8}$/), word, { maxKeys: 4 }),
  output: word,
});

test('a launch agent says what was planned, whatever the paths', () => {
  fc.assert(
    fc.property(plan, (wanted) => {
      expect(parse(launchdAgent(wanted, 'Aqua'))).toEqual({
        Label: `dev.planeguard.${wanted.name}`,
        ProgramArguments: [...wanted.argv],
        EnvironmentVariables: { ...wanted.variables },
        WorkingDirectory: wanted.home,
        StandardOutPath: wanted.output,
        StandardErrorPath: wanted.output,
        LimitLoadToSessionType: 'Aqua',
        ProcessType: 'Interactive',
        RunAtLoad: true,
        KeepAlive: true,
        AbandonProcessGroup: true,
        ThrottleInterval: 5,
        ExitTimeOut: 90,
      });
    }),
  );
});

/** systemd.service(5), "Command lines", and systemd.syntax(7), "Quoting": what a line of quoted words says. */
function unquoted(line: string): string[] {
  return [...line.matchAll(/"((?:\\.|[^"\\])*)"/g)].map(([, inside = '']) =>
    inside.replaceAll(/\\(.)/g, '$1').replaceAll('%%', '%'),
  );
}

test('a unit says what was planned, whatever the paths', () => {
  fc.assert(
    fc.property(plan, (wanted) => {
      const lines = systemdService(wanted, 252).split('\n');
      const start = lines.find((line) => line.startsWith('ExecStart=')) ?? '';
      expect(unquoted(start).map((each) => each.replaceAll('$$', '$'))).toEqual(wanted.argv);
      const variables = lines.filter((line) => line.startsWith('Environment=')).flatMap(unquoted);
      expect(variables).toEqual(Object.entries(wanted.variables).map(([name, value]) => `${name}=${value}`));
    }),
  );
});

test('systemd waits longer for a start than up does for its parts', () => {
  const [wanted] = fc.sample(plan, 1);
  if (wanted === undefined) throw new Error('no plan');
  const [, seconds] = /^TimeoutStartSec=(\d+)$/m.exec(systemdService(wanted, 252)) ?? [];
  expect(Number(seconds) * 1_000).toBeGreaterThan(startWithinMs);
});

test('from systemd 254 on, a crash loop slows down', () => {
  const [wanted] = fc.sample(plan, 1);
  if (wanted === undefined) throw new Error('no plan');
  expect(systemdService(wanted, 252)).not.toContain('RestartSteps');
  expect(systemdService(wanted, 254)).toContain('RestartSteps=8');
});

test.each(['/a\nb', '/a\tb', '/a\u0000b', '/a\u0085b', '/a\u007fb', '/a\u2028b'])(
  'no unit file can name %j',
  (path) => {
    const [wanted] = fc.sample(plan, 1);
    if (wanted === undefined) throw new Error('no plan');
    expect(unwritable(wanted)).toBeNull();
    expect(unwritable({ ...wanted, argv: ['/node', '--x', path] })).toBe(path);
  },
);
