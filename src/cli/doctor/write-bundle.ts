import { existsSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { dirname, resolve } from 'node:path';
import { redact } from '../../core/bundle/redact.ts';
import type { Finding } from '../../core/doctor/finding.ts';
import { isoTime } from '../../edge/clock.ts';
import { hasCode } from '../../edge/files.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { version } from '../../protocol/version.ts';
import type { CliContext } from '../context.ts';
import { readWorkerStatus } from '../daemon/worker-status-file.ts';
import { controlPlaneSources, logSources } from './bundle-sources.ts';
import { type DoctorPlace, openDoctorPlace } from './doctor-place.ts';
import { knownSecrets } from './known-secrets.ts';

/** Said in the bundle itself. */
const leftOut = [
  'tokens, and the values of all environment variables',
  'who signs in by a URL, and what looks like a key',
  'prompts, titles, summaries, questions and feedback; command lines of agents and hooks',
  'transcripts, workspaces, salvage',
  'the path of the home folder, which is ~ here',
];

/**
 * Before anything is looked at: a bundle overwrites nothing.
 * @throws ProblemError state_refused, misconfigured
 */
export function refuseBundle({ cwd }: CliContext, file: string): void {
  const path = resolve(cwd, file);
  if (existsSync(path))
    throw new ProblemError('state_refused', `${path} exists already: name a new file for the bundle.`);
  if (!existsSync(dirname(path)))
    throw new ProblemError(
      'misconfigured',
      `The folder ${dirname(path)} for the bundle is not there: make it first.`,
    );
}

/** One JSON file, for its owner only: it can be read before it is sent. Returns its path. */
export async function writeBundle(
  context: CliContext,
  file: string,
  findings: readonly Finding[],
): Promise<string> {
  const path = resolve(context.cwd, file);
  const content = `${JSON.stringify(await bundle(context, findings), null, 1)}\n`;
  try {
    writeFileSync(path, content, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (hasCode(error, 'EEXIST')) refuseBundle(context, file);
    else if (!hasCode(error, 'EACCES') && !hasCode(error, 'EROFS')) rmSync(path, { force: true });
    throw error;
  }
  return path;
}

async function bundle(context: CliContext, findings: readonly Finding[]): Promise<unknown> {
  const place = await openDoctorPlace(context);
  const { words, ...known } = await controlPlaneSources(context, place);
  const { HOME: home = '' } = place.env;
  const content = {
    doctor: findings,
    configuration: await configurationSource(context, place),
    workerStatus: readWorkerStatus(place.layout),
    ...known,
    logs: logSources(place.layout.logs),
  };
  const secrets = [...knownSecrets(place), ...words.filter((word) => word.length >= 8)];
  return {
    madeAt: isoTime(context.clock.nowMs()),
    program: {
      version,
      node: process.version,
      platform: process.platform,
      arch: process.arch,
      system: os.release(),
    },
    leftOut,
    ...Object(redact(content, { secrets, home: home.length > 1 ? home : null })),
  };
}

async function configurationSource(context: CliContext, place: DoctorPlace): Promise<unknown> {
  if (place.configuration.errors.length > 0) return { errors: place.configuration.errors };
  return (await context.loadConfig()).printed();
}
