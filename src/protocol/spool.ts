import { z } from 'zod';
import { timeSchema } from './request.ts';

const text = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .refine((value) => value.trim() !== '', 'must not be empty')
    .refine((value) => !value.includes('\0'), 'must not contain a NUL byte');

/** What an agent may ask for from inside its session. */
export const agentCommandSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('pr_create'),
    title: text(1000),
    body: z.string().max(256 * 1024),
    draft: z.boolean(),
  }),
  z.object({ kind: z.literal('finish'), why: text(16 * 1024) }),
  z.object({ kind: z.literal('ask'), question: text(16 * 1024) }),
  z.object({ kind: z.literal('progress'), text: text(16 * 1024) }),
]);
export type AgentCommand = z.infer<typeof agentCommandSchema>;

/** Names sort by time: 13 digits of epoch milliseconds, `-`, 8 hex digits. */
const idPattern = /^\d{13}-[0-9a-f]{8}$/;
const commandName = /^(\d{13}-[0-9a-f]{8})\.command\.json$/;

/** The commands among the names in a spool that are not answered yet, oldest first. Other files are nobody's. */
export function unansweredIds(names: readonly string[]): string[] {
  const there = new Set(names);
  const ids = names.flatMap((name) => commandName.exec(name)?.[1] ?? []);
  return ids.filter((id) => !there.has(`${id}.answer.json`)).sort();
}

/**
 * `<spool>/<id>.command.json`, written whole (temporary name, then rename).
 */
export const spooledCommandSchema = z.object({
  id: z.string().regex(idPattern),
  at: timeSchema,
  command: agentCommandSchema,
});
export type SpooledCommand = z.infer<typeof spooledCommandSchema>;

/**
 * `<spool>/<id>.progress.json`, written whole by the worker before there is an answer: `taken` while it is at work on
 * the command, `waits` while it cannot carry it out and tries again by itself.
 */
export const spoolProgressSchema = z.object({
  state: z.enum(['taken', 'waits']),
  /** One sentence for the agent: why. */
  message: z.string(),
});
export type SpoolProgress = z.infer<typeof spoolProgressSchema>;

/** `<spool>/<id>.answer.json`, written whole by the worker when the command was carried out or refused. */
export const spoolAnswerSchema = z.object({
  id: z.string(),
  ok: z.boolean(),
  /** One sentence for the agent. */
  message: z.string(),
  url: z.string().nullable(),
});
export type SpoolAnswer = z.infer<typeof spoolAnswerSchema>;
