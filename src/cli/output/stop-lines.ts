import { z } from 'zod';
import type { RequestRow, RequestView } from '../../protocol/request.ts';
import { plain } from './plain.ts';

/** What people read of a stop receipt; receipts of other versions may have more, or less. */
const stopSchema = z.object({
  found: z.record(z.string(), z.number()),
  terminated: z.number(),
  killed: z.number(),
  tookMs: z.number(),
  containers: z.array(z.string()).default([]),
  residue: z.array(
    z.looseObject({
      kind: z.string(),
      pid: z.number().optional(),
      command: z.string().optional(),
      name: z.string().optional(),
      path: z.string().nullish(),
      socket: z.string().optional(),
      why: z.string().optional(),
    }),
  ),
});
export type ShownStop = z.infer<typeof stopSchema>;

/** Behind a proof or a reason, where something of the session may be left. */
export const notClean = ', not clean';

/** The reason of a row, what it waits for while it has none, and whether its session ended clean. */
export const reasonText = ({
  reason,
  session,
  waiting,
}: Pick<RequestRow, 'reason' | 'session' | 'waiting'>): string =>
  `${reason ?? waiting?.reason ?? ''}${session?.clean === false ? notClean : ''}`.replace(/^, /, '');

/** The receipt that says what became of an attempt's processes; null before there is one. */
export function newestStop(receipts: RequestView['evidence']['receipts'], attempt: number): ShownStop | null {
  const stops = receipts.filter((receipt) => receipt.kind === 'stop' && receipt.attempt === attempt);
  const read = stops.flatMap(({ data }) => stopSchema.safeParse(data).data ?? []);
  return read.at(-1) ?? null;
}

/** What a stop met and did, in a few words. */
export function stopText(stop: ShownStop | null): string | null {
  if (stop === null) return null;
  const total = Object.values(stop.found).reduce((sum, count) => sum + count, 0);
  const found = total === 0 ? 'no process was left' : `${total} processes found`;
  const by = Object.entries(stop.found).flatMap(([how, count]) => (count > 0 ? [`${count} by ${how}`] : []));
  const containers = stop.containers.length === 0 ? [] : [`removed ${stop.containers.map(plain).join(', ')}`];
  const did = total === 0 ? [] : [`${stop.terminated} got TERM`, `${stop.killed} KILL`];
  const how = by.length === 0 ? '' : ` (${by.join(', ')})`;
  return [`${found}${how}`, ...did, ...containers, `took ${(stop.tookMs / 1_000).toFixed(1)} s`].join(', ');
}

/** How it was proven over, and what may be left. */
export function proofText(
  { proof, clean }: Pick<NonNullable<RequestView['session']>, 'proof' | 'clean'>,
  stop: ShownStop | null,
): string | null {
  if (clean !== false) return proof;
  const left = (stop?.residue ?? []).map(residueText).join('; ');
  const what = left === '' ? 'nobody has looked at its host since' : `may be left: ${left}`;
  return `${proof ?? 'none'}${notClean}. ${what}. See: planeguard status, planeguard quarantine list.`;
}

function residueText({ kind, pid, command, name, path, socket, why }: ShownStop['residue'][number]): string {
  const which = name ?? socket ?? path ?? (pid === undefined ? null : `${pid}`);
  const words = [
    kind === 'unknown' ? 'not known' : kind,
    which,
    command && `(${command})`,
    why && `(${why})`,
  ];
  return plain(words.filter(Boolean).join(' '));
}
