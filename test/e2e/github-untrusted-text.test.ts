import { expect, test } from 'vitest';
import { startGitHub } from '../support/github/github-place.ts';
import { placeOnGitHub, requestOf } from '../support/github/place-on-github.ts';
import { openPullRequest } from '../support/scripts.ts';

test('whatever an issue is called and says, it is data: nothing of it is run, and its agent reads it whole', async () => {
  const github = await startGitHub();
  const script = `cat "$1" > "$MARKS/prompt.new"\nmv "$MARKS/prompt.new" "$MARKS/prompt"\n${openPullRequest}`;
  const place = placeOnGitHub(github, script);
  const bait = `touch ${place.folder}/marks/bitten`;
  const title = `--upload-pack=${bait} $(${bait}) \`${bait}\`; ${bait} #{${bait}} %n\u001b[31m\r\n-- "'`;
  const body = `'; ${bait}; '\n"$(${bait})"\n\u0007\u001b]0;x\u0007\n#(${bait})\n--exec=${bait}\nEOF\n${bait}\n`;
  await place.up();
  const issue = await github.persons.openIssue({ title, body });
  await github.persons.label(issue.number);

  const inReview = await requestOf(place, issue.number, 'in_review');
  expect(inReview.title).not.toMatch(/\p{Cc}/u);
  const prompt = place.mark('prompt') ?? '';
  expect(prompt).toContain(`--exec=${bait}\nEOF`);
  expect(prompt.split('\n').filter((line) => line.startsWith('Title: '))).toHaveLength(1);
  expect(place.mark('bitten')).toBeNull();
  expect(await place.planeguard('show', inReview.id)).toMatchObject({
    exit: 0,
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may reach a person's terminal
    stdout: expect.not.stringMatching(/[\u0007\u001b]/),
  });
  expect(place.mark('bitten')).toBeNull();
});
