import { CallError } from '../../edge/control-plane/call-error.ts';
import { type Published, publish } from '../../edge/git/publish.ts';
import type { AgentCommand } from '../../protocol/spool.ts';
import { sendEvent } from '../send-event.ts';
import type { Session } from '../session/session.ts';
import type { CommandOutcome } from './command-outcome.ts';
import { uncommittedNote } from './uncommitted-note.ts';

type PullRequestCommand = Extract<AgentCommand, { kind: 'pr_create' }>;

/** Publishes the branch under the fence and opens the change request, or updates the one that is bound. */
export async function createPullRequest(
  session: Session,
  command: PullRequestCommand,
  commandId: string,
): Promise<CommandOutcome> {
  const { record } = session;
  if (session.unwanted) return notWanted;
  if (record.place === null) return { kind: 'refused', message: 'This session has no workspace.' };
  const lease = await holdsFence(session);
  if (lease.kind !== 'held') return lease;
  const { head, expectedSha } = target(record, record.place);
  const published = await publish({
    cache: session.cache,
    workspace: record.place.workspace,
    sessionId: record.id,
    head,
    expectedSha,
    base: record.place.base,
  });
  if (session.unwanted) return notWanted;
  if (session.interrupted.aborted) return { kind: 'later', message: 'This worker leaves.' };
  if (published.kind !== 'published') return notPublished(published, head, record.place.base);
  const branch = { head, headSha: published.sha, base: record.place.base };
  return open(session, { ...command, commandId }, branch);
}

/** The head of the pull request that is open. What others have pushed to it is never replaced. */
function target(
  { pullRequest, grant, published }: Session['record'],
  { branch }: { branch: string },
): { head: string; expectedSha: string | null } {
  if (pullRequest?.state !== 'open' && pullRequest?.state !== 'draft')
    return { head: branch, expectedSha: null };
  const expectedSha = published ? pullRequest.headSha : (grant.pullRequest?.publishedSha ?? null);
  return { head: pullRequest.head, expectedSha };
}

const notWanted: CommandOutcome = { kind: 'refused', message: 'This session is being stopped.' };

/** Nothing is published by who is not known to hold the request. */
async function holdsFence(session: Session): Promise<CommandOutcome | { kind: 'held' }> {
  try {
    const { fence } = session.record.grant;
    const request = await session.context.client.showRequest(session.record.grant.request.id);
    const held = request.attempt === fence && (request.state === 'running' || request.state === 'claimed');
    return held
      ? { kind: 'held' }
      : { kind: 'refused', message: `This session no longer holds the request, which is ${request.state}.` };
  } catch (error) {
    return laterOrThrow(error);
  }
}

/** A forge may refuse what the control plane would take: a title that is too long, a base that is gone. */
function laterOrThrow(error: unknown): CommandOutcome {
  if (error instanceof CallError && error.code === 'state_refused')
    return { kind: 'refused', message: error.message };
  if (error instanceof CallError && error.failure !== 'refused') {
    return { kind: 'later', message: error.message };
  }
  throw error;
}

function notPublished(
  result: Exclude<Published, { kind: 'published' }>,
  head: string,
  base: string,
): CommandOutcome {
  switch (result.kind) {
    case 'nothing_to_publish':
      return {
        kind: 'refused',
        message: `There is no commit beyond ${base}: commit your work first, or run planeguard finish --no-change WHY.`,
      };
    case 'moved':
      return {
        kind: 'refused',
        message: `Somebody else changed ${head} (now ${result.sha ?? 'deleted'}): fetch and merge it, then try again.`,
      };
    case 'refused':
    case 'unauthorized':
      return { kind: 'refused', message: result.message };
    case 'unreachable':
      return { kind: 'later', message: result.message };
    default:
      return result satisfies never;
  }
}

async function open(
  session: Session,
  command: PullRequestCommand & { commandId: string },
  published: { head: string; headSha: string; base: string },
): Promise<CommandOutcome> {
  const { title, body, draft, commandId } = command;
  try {
    const sent = await sendEvent(session, { type: 'pull_request', title, body, draft, ...published });
    if (sent.kind === 'refused') {
      session.update({ lostLease: sent.why });
      return { kind: 'refused', message: sent.detail };
    }
    const { pullRequest } = sent.answer;
    if (pullRequest === null) return { kind: 'refused', message: 'The control plane kept no pull request.' };
    const { head, headSha } = published;
    session.update({ pullRequest: { ...pullRequest, head, headSha }, published: true, question: null }, [
      session.evidence('command', { kind: 'pr_create', title, url: pullRequest.url, headSha }, commandId),
    ]);
    const note = await uncommittedNote(session);
    return {
      kind: 'done',
      message: `The pull request is open${note}.`,
      url: pullRequest.url,
    };
  } catch (error) {
    return laterOrThrow(error);
  }
}
