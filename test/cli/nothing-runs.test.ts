import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CliPerson, script } from '../support/cli.ts';
import { bareRemote } from '../support/git-repository.ts';

test('what needs another attempt says that nothing runs, and what happens once it does', async () => {
  const person = new CliPerson();
  const repo = bareRemote(join(person.folder, 'repository.git'));
  const agent = script(person, 'agent.sh', 'exit 0');
  const run = await person.planeguard('run', '--repo', repo, '--agent', agent, '--prompt', 'x', '--wait');
  const id = run.stdout.slice(0, 9);
  const nothingRuns = `No control plane runs here; start it: planeguard up. Then the`;

  const retry = await person.planeguard('retry', id);
  expect(retry).toMatchObject({ exit: 0, stdout: expect.stringMatching(/^r\S{8} queued/) });
  expect(retry.stderr).toBe(`${nothingRuns} next attempt at ${id} begins.\n`);

  const send = await person.planeguard('send', id, 'Please go on', '--json');
  expect(send).toMatchObject({ exit: 0, stdout: expect.stringMatching(/^\{.*\}\n$/) });
  expect(send.stderr).toBe(`${nothingRuns} agent of ${id} gets it with its next attempt.\n`);
});
