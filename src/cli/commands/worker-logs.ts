import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { earlierLog } from '../../edge/log.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { logPath } from '../daemon/open-daemon-log.ts';
import { listenForInterrupts } from '../interrupt.ts';
import { type LogLine, logLine, parseLogLine } from '../output/log-line.ts';
import { followTranscript } from '../transcript/follow-transcript.ts';

/** The worker's own log, and that of what keeps it running. */
const sources = ['worker', 'supervisor'] as const;
type Source = (typeof sources)[number];

export interface WorkerLogsOptions {
  follow?: true;
  /** How many of the last lines; 100 if absent. */
  lines?: number;
}

interface Told {
  who: Source;
  line: LogLine;
}

/**
 * Prints what the worker and its supervisor have logged last, by time; as JSON, the objects as they were written.
 * @throws ProblemError not_found when no worker ever ran on this state directory.
 */
export async function showWorkerLogs(context: CliContext, options: WorkerLogsOptions): Promise<number> {
  const { output, layout } = context;
  const tell = ({ who, line }: Told) =>
    output.json ? output.value({ from: who, ...line.fields }) : output.line(logLine(who, line));
  const logs = await Promise.all(sources.map((who) => readAll(context, who)));
  if (logs.every(({ length }) => length === 0) && !options.follow)
    throw new ProblemError(
      'not_found',
      `No worker has logged anything on ${layout.root}. Start one: planeguard worker start`,
    );
  const history = logs.flat().toSorted((a, b) => a.line.timeMs - b.line.timeMs);
  for (const told of history.slice(-(options.lines ?? 100))) tell(told);
  if (options.follow) await followAll(context, { skip: logs.map(({ length }) => length), tell });
  return 0;
}

async function readAll(context: CliContext, who: Source): Promise<Told[]> {
  const told: Told[] = [];
  const { signal } = new AbortController();
  for await (const each of toldBy(context, who, { once: true, signal })) told.push(each);
  return told;
}

/** From both at the same time, until Ctrl-C. Those that were told before are passed over. */
async function followAll(
  context: CliContext,
  { skip, tell }: { skip: readonly number[]; tell: (told: Told) => void },
): Promise<void> {
  const interrupt = listenForInterrupts();
  const signal = interrupt.first;
  const follow = async (who: Source, index: number) => {
    let left = skip[index] ?? 0;
    for await (const told of toldBy(context, who, { once: false, signal })) {
      if (left > 0) left -= 1;
      else tell(told);
    }
  };
  await Promise.all(sources.map(follow));
  interrupt.close();
}

async function* toldBy(
  { layout, clock }: CliContext,
  who: Source,
  { once, signal }: { once: boolean; signal: AbortSignal },
): AsyncGenerator<Told> {
  const path = logPath(layout, who);
  const chunks = followTranscript({
    path,
    earlierPath: earlierLog(path),
    once,
    over: () => false,
    signal,
    clock,
  });
  for await (const text of createInterface({ input: Readable.from(chunks) })) {
    const line = parseLogLine(text);
    if (line !== null) yield { who, line };
  }
}
