import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { AgentCommand } from '../../../src/protocol/spool.ts';
import { carryOutCommands } from '../../../src/worker/act/carry-out-commands.ts';
import { observe } from '../../../src/worker/session/observe.ts';
import { Session } from '../../../src/worker/session/session.ts';
import { recordOf } from '../../support/session-record.ts';
import { workerContext } from '../../support/worker-context.ts';

/** The longest path that the system takes. */
const pathMax = 4_095;
const commandId = '1700000000000-00000000';
const commandName = `${commandId}.command.json`;

/** A live session with one command in its spool. */
async function sessionWith(command: AgentCommand, how: { spool: 'usual' | 'not writable' }) {
  const context = await workerContext();
  const layout = context.layout.session(recordOf().id);
  const spool = how.spool === 'usual' ? layout.spool : longestFolder(layout.spool);
  mkdirSync(spool, { recursive: true });
  const session = new Session(
    { ...context, layout: { ...context.layout, session: () => ({ ...layout, spool }) } },
    {
      ...recordOf(),
      state: 'live',
      place: { workspace: '/nowhere', branch: 'b', base: 'main', baseSha: '0' },
    },
  );
  const text = JSON.stringify({ id: commandId, at: '2030-01-01T00:00:00.000Z', command });
  writeFileSync(join(spool, commandName), text);
  const told = () => context.journal.outbox(10).map(({ evidence }) => evidence);
  return { session, told, spool };
}

/** Names that are longer than that of the command do not fit below it, whoever writes them. */
function longestFolder(below: string): string {
  const fill = pathMax - commandName.length - 1 - below.length;
  const part = `/${'x'.repeat(199)}`;
  const parts = part.repeat(Math.floor(fill / part.length));
  return `${below}${parts}/${'y'.repeat((fill % part.length) - 1)}`;
}

const progress: AgentCommand = { kind: 'progress', text: 'Half done.' };

it('carries a command out once, and answers it', async () => {
  const { session, told, spool } = await sessionWith(progress, { spool: 'usual' });
  expect(observe(session).commands.pending).toBe(1);
  await carryOutCommands(session);
  expect(observe(session).commands.pending).toBe(0);
  expect(told()).toMatchObject([{ eventId: commandId, kind: 'progress', data: progress }]);
  expect(readdirSync(spool).sort()).toEqual([`${commandId}.answer.json`, commandName]);
});

it('carries a command out once, also where the answer cannot be written', async () => {
  const { session, told, spool } = await sessionWith(progress, { spool: 'not writable' });
  for (let pass = 0; pass < 3; pass += 1) await carryOutCommands(session);
  expect(told()).toHaveLength(1);
  expect(readdirSync(spool)).toEqual([commandName]);
  expect(observe(session).commands).toEqual({ pending: 0, failingSinceMs: null });
});

it('tells the agent that a pull request waits while the control plane is away, and keeps it', async () => {
  const wanted = { kind: 'pr_create', title: 'x', body: '', draft: false } as const;
  const { session, told, spool } = await sessionWith(wanted, { spool: 'usual' });
  await carryOutCommands(session);
  const said = JSON.parse(readFileSync(join(spool, `${commandId}.progress.json`), 'utf8'));
  expect(said).toMatchObject({ state: 'waits', message: expect.stringContaining('cannot be reached') });
  expect(told()).toEqual([]);
  expect(observe(session).commands).toMatchObject({ pending: 1, failingSinceMs: expect.any(Number) });
});
