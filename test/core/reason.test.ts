import { describe, expect, it } from 'vitest';
import { nextStep, reasonNames, reasons } from '../../src/core/reason.ts';

describe.each(reasonNames)('the reason %s', (name) => {
  it('no lies: says in a sentence what it means and what to do next', () => {
    expect(reasons[name].means).toMatch(/^[A-Z].+\.$/);
    expect(reasons[name].next).toMatch(/^[A-Z].+\.$/);
  });

  it('names a state that a request ends in', () => {
    expect(['done', 'blocked', 'cancelled']).toContain(reasons[name].ends);
  });

  it('puts the id of the request wherever the next step needs it', () => {
    expect(nextStep(name, 'r1234abcd')).not.toContain('{id}');
    expect(nextStep(name, 'r1234abcd')).toBe(reasons[name].next.split('{id}').join('r1234abcd'));
  });
});

it('no lies: who is blocked or cancelled is told a command, or what to do on the issue that ended the work', () => {
  const stuck = reasonNames.filter((name) => reasons[name].ends !== 'done');
  const withoutCommand = stuck.filter((name) => !reasons[name].next.includes('planeguard '));
  expect(withoutCommand).toEqual(['issue_closed', 'trigger_removed']);
  for (const name of withoutCommand) expect(reasons[name].next).toMatch(/\blabel\b/);
});
