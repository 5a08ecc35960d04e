import { isForAgent, isOwnAccount, type Remark } from '../../core/github/remark.ts';
import { readComments, readReviews } from '../../edge/forge/github/remarks.ts';
import { addForgeFeedback, isKnown } from '../../store/add-forge-feedback.ts';
import { attemptRanAt } from '../../store/attempt-ran-at.ts';
import { forgeCursor, moveForgeCursor } from '../../store/forge-cursor.ts';
import { isToldOf, refuseFeedback } from '../../store/refuse-feedback.ts';
import { feedbackId } from '../new-ids.ts';
import type { Parts } from '../parts.ts';
import type { GitHub, GitHubRepository } from './github.ts';
import { nothingTaken, type Taken } from './looked.ts';
import { whyNotStart } from './who-may-start.ts';
import { withdrawDeleted } from './withdraw-deleted.ts';

/** Whose feedback is taken, and from where. */
interface Place {
  repository: GitHubRepository;
  requestId: string;
  number: number;
  kind: 'issue' | 'pull_request';
  /** From when on, the first time; null: from the beginning. By GitHub's clock. */
  fromMs: number | null;
}

/** GitHub's list may lag behind its own clock: this much is asked for again. */
const overlapMs = 60_000;

/**
 * Takes what trusted people have said since the last look, and withdraws what they have deleted. Twice is as once.
 * @throws GitHubError when it cannot be known.
 */
export async function takeFeedback(parts: Parts, github: GitHub, place: Place): Promise<Taken> {
  const { repository, number } = place;
  await withdrawDeleted(parts, github, place);
  const cursor = { repository: repository.name, kind: `comments/${number}` } as const;
  const known = await forgeCursor(parts.db, cursor);
  const sinceMs = known ?? place.fromMs;
  const said = await readRemarks(github, place, sinceMs);
  const judged = await judge(parts, github, { place, said });
  const next = Math.max(sinceMs ?? 0, ...said.map(({ updatedAtMs }) => updatedAtMs - overlapMs));
  if (judged.length === 0 && next === known) return nothingTaken;
  return parts.writer.write(async (write) => {
    const taken = { ...nothingTaken };
    for (const { remark, author, why } of judged) {
      const { requestId } = place;
      if (why !== null) await refuseFeedback(write, { requestId, author, url: remark.url, why });
      else {
        const row = { ...remark, id: feedbackId(), requestId, author };
        const became = await addForgeFeedback(write, row, github.feedbackAfterEnd);
        if (became === 'ignored') taken.ignored += 1;
        else if (became !== 'known') taken.kept += 1;
      }
    }
    await moveForgeCursor(write, cursor, next);
    return taken;
  });
}

/** In the order of time. */
async function readRemarks(
  { api }: GitHub,
  { repository, number, kind }: Place,
  sinceMs: number | null,
): Promise<Remark[]> {
  const asked = { number, sinceMs };
  const comments = await readComments(api, repository.at, asked);
  const reviews = kind === 'issue' ? [] : await readReviews(api, repository.at, asked);
  return [...comments, ...reviews].sort((one, other) => one.updatedAtMs - other.updatedAtMs);
}

interface Judged {
  remark: Remark;
  author: string;
  /** Why its author is not heard; null who is. */
  why: string | null;
}

/** What is new and meant for the agent, with whether its author is trusted at this moment; of others, whoever is to be told of. */
async function judge(
  parts: Parts,
  github: GitHub,
  { place, said }: { place: Place; said: readonly Remark[] },
): Promise<Judged[]> {
  if (said.length === 0) return [];
  const { repository, requestId } = place;
  const whys = new Map<string, string | null>();
  const judged: Judged[] = [];
  for (const remark of said) {
    const { author } = remark;
    if (author === null || !isForAgent(remark)) continue;
    if (await isKnown(parts.db, { ...remark, requestId })) continue;
    const { login } = author;
    if (!whys.has(login)) whys.set(login, await whyNotStart(github, repository, author));
    const why = whys.get(login) ?? null;
    if (why !== null && (await isToldOf(parts.db, { requestId, author: login }))) continue;
    judged.push({ remark: await asHeard(parts, github, { remark, login, requestId }), author: login, why });
  }
  return judged;
}

/** What the account that Planeguard acts as says while an attempt runs may be the agent's. */
async function asHeard(
  { db }: Parts,
  github: GitHub,
  { remark, login, requestId }: { remark: Remark; login: string; requestId: string },
): Promise<Remark> {
  if (!isOwnAccount(login, await github.ownLogin())) return remark;
  const mayBeAgents = await attemptRanAt(db, requestId, remark.updatedAtMs);
  return mayBeAgents ? { ...remark, source: 'own_account' } : remark;
}
