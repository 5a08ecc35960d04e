import { readIfThere } from '../../edge/files.ts';
import type { CliContext } from '../context.ts';
import { recordedUrl } from '../instance/find-control-plane.ts';
import { checkFirstStart } from './check-first-start.ts';
import { outputFile, startPart } from './start-part.ts';
import { untilRecorded } from './until-recorded.ts';

/** Starts `up` in the background. Returns when it is ready, or with its exit code and last words when it failed. */
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
  const url = recordedUrl(layout);
  if (output.json) output.value({ url, pid: up.pid });
  else
    output.line(`Planeguard runs on ${url} (pid ${up.pid}). See: planeguard status. End it: planeguard down`);
  return 0;
}
