import { readIfThere } from '../../edge/files.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { findControlPlane } from '../instance/find-control-plane.ts';
import { checkFirstStart } from './check-first-start.ts';
import { outputFile, startPart } from './start-part.ts';
import { untilRecorded } from './until-recorded.ts';

/**
 * Starts `up` in the background. Returns when it is ready, or with its exit code and last words when it failed.
 * @throws ProblemError unavailable: it runs, and its control plane does not stay up.
 */
export async function upDetached(context: CliContext): Promise<number> {
  const { layout, output } = context;
  await checkFirstStart(context);
  const { path } = await context.loadConfig();
  const file = outputFile(layout.logs, 'up');
  const before = readIfThere(file)?.length ?? 0;
  const up = await startPart(context, 'up', { configPath: path, output: 'file' });
  const started = await untilRecorded(context, layout.upRecord, up);
  up.leaveAlone();
  if (started.kind === 'ended') {
    process.stderr.write(readIfThere(file)?.slice(before) ?? '');
    return started.exitCode;
  }
  const url = await untilAnswers(context);
  if (url === null) {
    throw new ProblemError(
      'unavailable',
      `Planeguard's up runs on ${layout.root} (pid ${up.pid}), and its control plane does not answer; it is started again and again. Find out why: planeguard doctor. End it: planeguard down`,
    );
  }
  if (output.json) output.value({ url, pid: up.pid });
  else
    output.line(`Planeguard runs on ${url} (pid ${up.pid}). See: planeguard status. End it: planeguard down`);
  return 0;
}

const answersWithinMs = 5_000;
const lookEveryMs = 100;

/** Where the control plane answers; null when it does not soon. One that was started just now may be on its second try. */
async function untilAnswers({ layout, clock }: CliContext): Promise<string | null> {
  const endMs = clock.bootMs() + answersWithinMs;
  for (;;) {
    const found = await findControlPlane(layout, clock);
    if (found !== null) return found.url;
    if (clock.bootMs() > endMs) return null;
    await clock.sleep(lookEveryMs);
  }
}
