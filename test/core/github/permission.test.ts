import { expect, test } from 'vitest';
import { everyEditorMayStart, grantedLevels, mayStart } from '../../../src/core/github/permission.ts';

test('a higher permission starts whatever a lower one does, and a bot nothing by its permission', () => {
  for (const actors of grantedLevels)
    for (const [rank, permission] of grantedLevels.entries()) {
      const person = { login: 'a', isBot: false, permission };
      expect(mayStart({ actors, bots: [] }, person)).toBe(rank >= grantedLevels.indexOf(actors));
      expect(mayStart({ actors, bots: ['b'] }, { ...person, isBot: true })).toBe(false);
    }
});

test('who has no permission starts nothing, however little is needed', () => {
  expect(mayStart({ actors: 'read', bots: [] }, { login: 'a', isBot: false, permission: 'none' })).toBe(
    false,
  );
});

test.each([
  ['robot[bot]', true],
  ['Robot[BOT]', true],
  ['robot', false],
  ['robot[bot]2', false],
])('of bots that list robot[bot], %s may start work: %s', (login, may) => {
  const trusted = { actors: 'admin', bots: ['robot[bot]'] } as const;
  expect(mayStart(trusted, { login, isBot: true, permission: 'none' })).toBe(may);
});

test('a person who is called as a listed bot starts nothing by that', () => {
  const trusted = { actors: 'write', bots: ['robot'] } as const;
  expect(mayStart(trusted, { login: 'robot', isBot: false, permission: 'read' })).toBe(false);
});

test('where more than writing is needed to start work, an administrator is not the only editor', () => {
  const admin = { login: 'a', isBot: false, permission: 'admin' } as const;
  const trusted = grantedLevels.filter((actors) => everyEditorMayStart({ actors, bots: [] }, admin));
  expect(trusted).toEqual(['read', 'triage', 'write']);
});

test('a text of somebody who may not start work is not that of somebody who may, whoever else can edit it', () => {
  const reader = { login: 'a', isBot: false, permission: 'read' } as const;
  const trusted = grantedLevels.filter((actors) => everyEditorMayStart({ actors, bots: [] }, reader));
  expect(trusted).toEqual(['read']);
});
