import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closedBy } from '../../../src/core/github/closing-keywords.ts';
import { mayHaveOtherText } from '../../../src/core/github/intake.ts';
import { issuePrompt, oneLine } from '../../../src/core/github/issue-prompt.ts';
import { everyEditorMayStart, grantedLevels, mayStart } from '../../../src/core/github/permission.ts';

test.each<[string, number[]]>([
  ['Fixes #12', [12]],
  ['closes: acme/widgets#3 and resolves #4, fixes #4', [3, 4]],
  ['Resolved https://github.com/acme/widgets/issues/7', [7]],
  ['FIXED ACME/Widgets#5', [5]],
  ['Fixes other/widgets#12', []],
  ['prefixes #12, see #13, fixes 14, fixes #0', []],
])('%j closes %j', (text, numbers) => {
  expect(closedBy(text, 'acme/widgets')).toEqual(numbers);
});

test('whatever a text is, the issues that it closes are numbers, each once', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.nat(), (text, number) => {
      const found = closedBy(`${text} fixes #${number + 1} `, 'acme/widgets');
      expect(found.every((one) => Number.isSafeInteger(one) && one > 0)).toBe(true);
      expect(new Set(found).size).toBe(found.length);
    }),
  );
});

test('a higher permission starts whatever a lower one does, and a bot nothing by its permission', () => {
  for (const actors of grantedLevels)
    for (const [rank, permission] of grantedLevels.entries()) {
      const person = { login: 'a', isBot: false, permission };
      expect(mayStart({ actors, bots: [] }, person)).toBe(rank >= grantedLevels.indexOf(actors));
      expect(mayStart({ actors, bots: ['b'] }, { ...person, isBot: true })).toBe(false);
    }
});

test('where more than writing is needed to start work, an administrator is not the only editor', () => {
  const admin = { login: 'a', isBot: false, permission: 'admin' } as const;
  const trusted = grantedLevels.filter((actors) => everyEditorMayStart({ actors, bots: [] }, admin));
  expect(trusted).toEqual(['read', 'triage', 'write']);
});

test('a change counts when it came later than the label itself', () => {
  expect(mayHaveOtherText({ labelledAtMs: 10_000, updatedAtMs: 12_000 })).toBe(false);
  expect(mayHaveOtherText({ labelledAtMs: 10_000, updatedAtMs: 13_000 })).toBe(true);
});

test('a title is one line without control characters, and a prompt says who wrote it, whatever they are', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (title, body) => {
      expect(oneLine(title)).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      const issue = { repository: 'acme/widgets', number: 1, author: 'mallory', title, body };
      const prompt = issuePrompt({ ...issue, authorIsTrusted: false });
      expect(prompt).toMatch(/^Resolve issue 1 of acme\/widgets\..*mallory, a stranger/);
      expect(prompt).not.toContain('\0');
    }),
  );
});
