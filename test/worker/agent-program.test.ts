import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeWhole } from '../../src/edge/files.ts';
import { agentProgram } from '../../src/worker/agent-program.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const isCommand = (name: string): boolean => name.endsWith('.command.json');

test('works with an empty environment, in any directory, and finds the spool beside itself', async () => {
  const session = join(temporaryFolder(), `a session's "folder"; #(touch x)`);
  const spool = join(session, 'spool');
  for (const name of ['bin', 'spool']) mkdirSync(join(session, name), { recursive: true });
  const program = join(session, 'bin/planeguard');
  writeFileSync(program, agentProgram(), { mode: 0o700 });
  const child = execFile(program, ['progress', 'on my way'], { cwd: '/', env: {} });
  const name = await until('the command', () => readdirSync(spool).find(isCommand));
  const id = name.replace('.command.json', '');
  const answer = { id, ok: true, message: 'Noted.', url: null };
  writeWhole(join(spool, `${id}.answer.json`), JSON.stringify(answer));
  const { promise, resolve } = Promise.withResolvers<number | null>();
  child.once('exit', resolve);
  expect(await promise).toBe(0);
});
