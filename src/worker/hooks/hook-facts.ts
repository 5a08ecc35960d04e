import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { SessionLayout } from '../../config/state-layout.ts';
import { type HookName, sessionHooks } from '../../core/hook.ts';
import type { HookFact } from '../../core/session-facts.ts';
import { readEnd, readIfLegible } from '../../edge/files.ts';
import { aliveness } from '../../edge/processes/identity.ts';
import type { HooksRecord } from '../journal/hook-record.ts';

/** How far a hook is, by its receipts. */
export function readHook(layout: SessionLayout, name: HookName): HookFact {
  const path = join(layout.hooks, name);
  const exit = /^v1 (\d{1,3})\n$/.exec(readIfLegible(`${path}.exit`) ?? '');
  if (exit) return { kind: 'exited', status: Number(exit[1]) };
  const started = readIfLegible(`${path}.started`);
  if (started === null) return { kind: 'not_started' };
  const [, bootId = '', pid, startTime = ''] = /^v1 (\S+) (\d+) (\S+)\n$/.exec(started) ?? [];
  if (pid === undefined) return { kind: 'unknown' };
  const seen = aliveness({ bootId, pid: Number(pid), startTime });
  if (seen === 'dead') return readExitOfDead(`${path}.exit`);
  return { kind: seen === 'alive' ? 'running' : 'unknown' };
}

/** It may have ended in order between the two looks. */
function readExitOfDead(path: string): HookFact {
  const exit = /^v1 (\d{1,3})\n$/.exec(readIfLegible(path) ?? '');
  return exit ? { kind: 'exited', status: Number(exit[1]) } : { kind: 'vanished' };
}

/** The one that was begun and is not over; at most one at a time. */
export function hookUnderWay(layout: SessionLayout, hooks: HooksRecord | null): HookFact {
  const name = sessionHooks.find((each) => {
    const hook = hooks?.[each];
    return hook !== undefined && hook.startedAtMs !== null && !hook.over;
  });
  return name === undefined ? { kind: 'not_started' } : readHook(layout, name);
}

/** Forgets an earlier run, so that it can run again. */
export function forgetHook(layout: SessionLayout, name: HookName): void {
  for (const end of ['once', 'started', 'exit', 'out']) {
    rmSync(join(layout.hooks, `${name}.${end}`), { force: true });
  }
}

const tailBytes = 8_192;
const mostLines = 5;
const longestWords = 600;

/** The last lines that a hook has printed, on one line; empty when it said nothing. What it printed is untrusted. */
export function lastWords(layout: SessionLayout, name: HookName): string {
  if (readHook(layout, name).kind === 'not_started') return '';
  // A full transcript has just begun anew.
  const tail = (readEnd(layout.earlierTranscript, tailBytes) + readEnd(layout.transcript, tailBytes)).slice(
    -tailBytes,
  );
  const own = tail.split(`== hook ${name} ==`).at(-1) ?? '';
  const lines = stripVTControlCharacters(own)
    .split(/[\r\n]+/)
    .map((line) => line.replaceAll(/\p{Cc}+/gu, ' ').trim())
    .filter((line) => line !== '');
  return lines.slice(-mostLines).join(' | ').slice(-longestWords);
}
