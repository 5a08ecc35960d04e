import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { git } from '../support/git-repository.ts';
import { Place } from '../support/place.ts';

/** As many as a small machine runs at the same time. */
async function runEach(
  place: Place,
  lines: readonly (readonly string[])[],
): Promise<{ line: string; exit: number; stdout: string; stderr: string }[]> {
  const results = [];
  for (let next = 0; next < lines.length; next += 4) {
    const some = lines.slice(next, next + 4);
    const ran = await Promise.all(some.map((line) => place.planeguard('run', ...line, '--wait')));
    results.push(...ran.map((each, index) => ({ line: JSON.stringify(some[index]), ...each })));
  }
  return results;
}

const sentence = /^planeguard: [^\n]*\S[.):]?\n$/;

/** Nothing was stored, nothing was made, nothing was executed. */
function expectNothingHalfMade(place: Place): void {
  expect(existsSync(place.stateDir)).toBe(false);
  expect(existsSync(join(place.folder, 'canary'))).toBe(false);
}

test('a repository that cannot be worked on is refused in one sentence, and nothing is half-made', async () => {
  const place = new Place();
  const agent = ['--agent', place.agent('exit 0'), '--prompt', 'Say hello'];
  mkdirSync(join(place.folder, 'plain'));
  git(place.folder, 'init', '--quiet', '--bare', 'empty.git');
  const cases: [repository: string, exit: number][] = [
    ['plain', 2],
    ['empty.git', 2],
    ['./missing', 2],
    ['../..', 2],
    ['-x', 2],
    ['--upload-pack=touch canary', 2],
    ['#(touch canary)', 2],
    ['$(touch canary)', 2],
    ['`touch canary`', 2],
    ['ext::sh -c "touch canary"', 2],
    ['', 2],
    ['http://127.0.0.1:9/closed.git', 75],
    ['git://127.0.0.1:9/closed.git', 75],
    ['ssh://-oProxyCommand=touch canary/x', 2],
    ['https://bot:secret@127.0.0.1:9/shop.git', 2],
  ];
  const ran = await runEach(
    place,
    cases.map(([repository]) => [`--repo=${repository}`, ...agent]),
  );
  expect(ran.map(({ line, exit }) => [line, exit])).toEqual(
    ran.map(({ line }, index) => [line, cases[index]?.[1]]),
  );
  for (const { line, stdout, stderr } of ran) {
    expect(stderr, line).toMatch(sentence);
    expect(stdout, line).toBe('');
  }
  expectNothingHalfMade(place);
});

test('a prompt that is none is refused with 2, an agent that is none with 78 and the list', async () => {
  const place = new Place({
    config: { agents: { absent: { command: ['no-such-program', '{promptFile}'] } } },
  });
  const file = (name: string, content: Buffer | string): string[] => {
    writeFileSync(join(place.folder, name), content);
    return ['--prompt-file', name];
  };
  const repository = ['--repo', place.repository];
  const agent = ['--agent', place.agent('exit 0')];
  const prompts = [
    ['--prompt', ''],
    ['--prompt', ' \n\t'],
    file('empty', ''),
    file('nul', 'one\0two'),
    file('latin', Buffer.from([0x63, 0x61, 0x66, 0xe9])),
    file('cut', Buffer.from([0xe2, 0x82])),
    file('huge', 'x'.repeat(5 * 1024 * 1024)),
    ['--prompt-file', 'missing'],
    ['--prompt-file', '.'],
    [],
    ['--prompt', 'x', '--prompt-file', 'empty'],
    ['--prompt', 'x', '--issue', '-1'],
  ];
  for (const { line, exit, stderr } of await runEach(
    place,
    prompts.map((prompt) => [...repository, ...agent, ...prompt]),
  )) {
    expect(exit, `${line} ${stderr}`).toBe(2);
    expect(stderr, line).toMatch(sentence);
  }
  const agents = ['no-such-agent', 'absent', './no-such-file', place.folder, '$(touch canary)', '-x'];
  for (const { line, exit, stderr } of await runEach(
    place,
    agents.map((name) => [...repository, '--prompt', 'x', `--agent=${name}`]),
  )) {
    expect(exit, `${line} ${stderr}`).toBe(78);
    expect(stderr, line).toMatch(sentence);
    if (!line.includes('/')) expect(stderr, line).toMatch(/codex.*absent \(not installed\)/);
  }
  expectNothingHalfMade(place);
});

test('control bytes and a prompt of 1 MB reach the agent whole; no syntax in titles or prompts is executed', async () => {
  const place = new Place();
  const canary = `touch ${join(place.folder, 'canary')}`;
  const hostile = `$(${canary}); \`${canary}\` #(${canary}) ';${canary};' "\n;${canary}\n#{pane_id} --upload-pack=${canary} \u001b]0;x\u0007\u001b[201~\r\u0001\u007f`;
  const prompt = `${hostile}\n${'0123456789abcdé\n'.repeat(64 * 1024)}end of it`;
  writeFileSync(join(place.folder, 'prompt'), prompt);
  const agent = place.agent('cp "$1" "$MARKS/prompt"\nplaneguard finish --no-change \'read\'');
  const title = `$(${canary}) #(${canary}); \`${canary}\` -x '..' "@{u}" ~^:?*[\\ \u001b[31m`;
  const from = ['--repo', place.repository, '--agent', agent];
  const { exit, stdout, stderr } = await place.planeguard(
    'run',
    ...from,
    '--prompt-file',
    'prompt',
    '--title',
    title,
    '--wait',
  );
  expect(exit, stderr).toBe(0);
  expect(readFileSync(join(place.folder, 'marks/prompt'), 'utf8')).toContain(prompt);
  const id = stdout.slice(0, 9);
  for (const command of ['show', 'events', 'logs']) {
    const shown = await place.planeguard(command, id);
    expect(shown.exit).toBe(0);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these must not come out
    expect(shown.stdout, command).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
  }
  expect(existsSync(join(place.folder, 'canary'))).toBe(false);
  expect(readdirSync(place.folder).sort()).toEqual([
    'agent.sh',
    'marks',
    'planeguard.yaml',
    'prompt',
    'repository.git',
    'the state',
  ]);
});

test('hostile names of branches in the repository run nothing', async () => {
  const place = new Place();
  const head = git(place.repository, 'rev-parse', 'main');
  const names = ['#(touch$IFS./canary)', '$(touch$IFS./canary)', '`id`', "';touch$IFS./canary;'"];
  for (const name of names) git(place.repository, 'update-ref', `refs/heads/${name}`, head);
  git(place.repository, 'symbolic-ref', 'HEAD', `refs/heads/${names[0]}`);
  const script =
    'git commit --quiet --allow-empty -m x\nplaneguard pr create --title x\ngit branch -a > "$MARKS/branches"';
  const { exit, stdout, stderr } = await place.planeguard(
    'run',
    '--repo',
    place.repository,
    '--agent',
    place.agent(script),
    '--prompt',
    'x',
    '--wait',
  );
  expect(exit, stderr).toBe(0);
  const id = stdout.slice(0, 9);
  expect(await place.planeguard('pr', 'merge', id)).toMatchObject({ exit: 0 });
  expect(git(place.repository, 'rev-list', '--count', `${head}..${names[0]}`)).not.toBe('0');
  expect(existsSync(join(place.folder, 'canary'))).toBe(false);
});
