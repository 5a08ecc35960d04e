import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { processesNaming } from '../support/global-processes.ts';
import { cliMain } from '../support/place.ts';
import { until } from '../support/until.ts';

const program = join(import.meta.dirname, '../../scripts/try-github.ts');

test('a person can try an issue, its pull request and its merge on a GitHub of this machine, and nothing is left', async () => {
  const tried = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program]);
  const ended = once(tried, 'exit');
  onTestFinished(async () => {
    tried.kill();
    await ended;
  });
  let said = '';
  tried.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const says = (text: RegExp) =>
    until(
      () => `${text} in ${said}`,
      () => text.exec(said),
      30_000,
    );
  const [, folder = ''] = await says(/^ {2}cd (.*)$/m);
  await says(/Ctrl-C/);

  const up = [
    '-c',
    '. "$0/env"; "$@" up --detach && exec "$@" github setup',
    folder,
    process.execPath,
    cliMain,
  ];
  await promisify(execFile)('sh', up);
  tried.stdin.write('open Say hello\nlabel 1\nread 9\nmallory label 1\n');
  await says(/#1 has the label planeguard/);
  await says(/There is no #9/);
  await until(
    'its pull request is open',
    () => {
      tried.stdin.write('read 1\n');
      return /Pull request \[#2\]/.test(said);
    },
    30_000,
    500,
  );
  tried.stdin.write('merge\nfail 503\nlabel 1\nfail\n');
  await says(/It says which: merge N/);
  await says(/labels: 503 .*Unicorn/);
  tried.stdin.write('merge 2\nread 2\n');
  await says(/#2 Say hello\nclosed/);

  tried.stdin.end();
  expect(await ended).toEqual([0, null]);
  expect(existsSync(folder)).toBe(false);
  expect(processesNaming(folder)).toEqual([]);
}, 120_000);

test('an input that is over before it is listened to is an end like any other', async () => {
  const tried = spawn(process.execPath, [program], { stdio: ['ignore', 'ignore', 'inherit'] });
  onTestFinished(() => void tried.kill());
  expect(await once(tried, 'exit')).toEqual([0, null]);
}, 30_000);
