import { expect, test } from 'vitest';
import { logLine, parseLogLine } from '../../../src/cli/output/log-line.ts';

const lineOf = (fields: object): string => {
  const parsed = parseLogLine(JSON.stringify({ level: 40, time: 0, ...fields }));
  return parsed === null ? '' : logLine('worker', parsed);
};
const start = '1970-01-01T00:00:00.000Z warn  worker: ';

test('an error that a line is about follows it', () => {
  const line = lineOf({ msg: 'the heartbeat failed', session: 's-1', err: { message: 'It hangs.' } });
  expect(line).toBe(`${start}the heartbeat failed session=s-1 It hangs.`);
});

test.each([
  ['is the line, with its causes', 'It hangs.', 'It hangs.: This operation was aborted'],
  ['is within the line', 'Not accepted. The token is unknown. Nothing is claimed.', 'The token is unknown.'],
])('an error whose sentence %s is not said twice', (_, msg, message) => {
  expect(lineOf({ msg, err: { message } })).toBe(`${start}${msg}`);
});
