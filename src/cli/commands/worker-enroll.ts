import { existsSync } from 'node:fs';
import { parseControlPlaneUrl } from '../../config/control-plane-url.ts';
import type { Clock } from '../../edge/clock.ts';
import { CallError } from '../../edge/control-plane/call-error.ts';
import { controlPlaneClient } from '../../edge/control-plane-client.ts';
import { readIfThere } from '../../edge/files.ts';
import { makePrivateFolder } from '../../edge/make-private-folder.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { version } from '../../protocol/version.ts';
import { newToken } from '../../server/token-book.ts';
import { newWorkerId, workerIdentity } from '../../worker/worker-identity.ts';
import type { CliContext } from '../context.ts';
import { type Enrolment, readEnrolment, refuseReadable, writeEnrolment } from '../instance/enrolment.ts';

export interface EnrollOptions {
  url: string;
  tokenFile: string;
  allowPlainHttp?: true;
}

/**
 * Makes the worker of this state directory one of a control plane on another host. Nothing is written before that has
 * agreed; what was refused can be repeated with the same token.
 */
export async function enrollWorker(context: CliContext, options: EnrollOptions): Promise<number> {
  const { layout, output } = context;
  const url = controlPlaneUrl(options.url);
  refuseReadable(url, options.allowPlainHttp ?? false);
  if (existsSync(layout.database)) throw hasOwn(layout.root);
  const known = await knownEnrolment(context, url);
  if (known !== null) return report(context, known, 'is enrolled');
  const workerId = existsSync(layout.root) ? workerIdentity(layout.workerId) : newWorkerId();
  const enrolment = await exchange(context, { url, workerId, options });
  makePrivateFolder(layout.root);
  workerIdentity(layout.workerId, () => workerId);
  writeEnrolment(layout, enrolment);
  const exit = report(context, enrolment, 'is now enrolled');
  output.note('Start it: planeguard worker start');
  return exit;
}

/** @throws ProblemError usage */
function controlPlaneUrl(text: string): string {
  const url = parseControlPlaneUrl(text);
  if (url !== null) return url;
  const detail = `--url ${JSON.stringify(text)} must be the control plane's, such as https://planeguard.example.org.`;
  throw new ProblemError('usage', detail);
}

const hasOwn = (root: string): ProblemError =>
  new ProblemError(
    'state_refused',
    `The state directory ${root} has a control plane of its own. Give the worker another one: --state-dir DIR`,
  );

/** What this worker is enrolled with, if that is the same control plane and its token still works. */
async function knownEnrolment(context: CliContext, url: string): Promise<Enrolment | null> {
  const { layout, clock } = context;
  const known = readEnrolment(layout);
  if (known === null) return null;
  const client = controlPlaneClient({ url: () => url, token: () => known.token, clock });
  const works = await accepts(() => client.listWorkers());
  const databaseId = client.database()?.id ?? null;
  if (databaseId !== known.databaseId) {
    const detail = `The worker of ${layout.root} is enrolled with ${known.url}, and ${url} is another control plane. Give it a worker of its own: --state-dir DIR`;
    throw new ProblemError('state_refused', detail);
  }
  return works && url === known.url ? known : null;
}

async function accepts(call: () => Promise<unknown>): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (error instanceof CallError && error.failure === 'unauthorized') return false;
    throw error;
  }
}

interface Exchange {
  url: string;
  workerId: string;
  options: EnrollOptions;
}

async function exchange({ clock }: CliContext, { url, workerId, options }: Exchange): Promise<Enrolment> {
  const { tokenFile, allowPlainHttp = false } = options;
  const enrolmentToken = readToken(tokenFile);
  const client = controlPlaneClient({ url: () => url, token: () => enrolmentToken, clock });
  const { token, hash: tokenHash } = newToken('worker');
  try {
    const { tokenId } = await repeated(clock, () => client.enroll({ workerId, tokenHash }));
    return { url, token, tokenId, allowPlainHttp, databaseId: client.database()?.id ?? null };
  } catch (error) {
    throw explained(error, url, tokenFile);
  }
}

const tries = 3;
const tryAgainMs = 500;

/** The answer may be lost after it took effect: asked again with the same token it is the same. */
async function repeated<T>(clock: Clock, ask: () => Promise<T>): Promise<T> {
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await ask();
    } catch (error) {
      if (left === 0 || !(error instanceof CallError && error.failure === 'transient')) throw error;
      await clock.sleep(tryAgainMs);
    }
  }
}

const another = 'Make one on its host with: planeguard token create --kind enrolment';

/** @throws ProblemError misconfigured */
function readToken(path: string): string {
  const text = readIfThere(path)?.trim();
  if (text === undefined)
    throw new ProblemError('misconfigured', `The token file ${path} is not there. ${another}`);
  if (/^pg_enrolment_[\w-]+$/.test(text)) return text;
  throw new ProblemError('misconfigured', `${path} does not hold an enrolment token. ${another}`);
}

function explained(error: unknown, url: string, tokenFile: string): unknown {
  if (!(error instanceof CallError)) return error;
  if (error.code === 'no_such_route') {
    const detail = `The control plane at ${url} cannot enrol workers: it is of an older version than ${version}.`;
    return new ProblemError('misconfigured', detail, { cause: error });
  }
  if (error.failure !== 'unauthorized') return error;
  const detail = `The control plane at ${url} does not accept the token in ${tokenFile}: ${error.message}`;
  return new ProblemError('unauthorized', detail, { cause: error });
}

function report({ layout, output }: CliContext, { url, tokenId }: Enrolment, how: string): number {
  const workerId = workerIdentity(layout.workerId);
  if (output.json) output.value({ workerId, url, tokenId });
  else output.line(`The worker ${workerId} ${how} with ${url}.`);
  return 0;
}
