import { isoTime } from '../../edge/clock.ts';
import type { GitHubStatus } from '../../protocol/github-status.ts';
import { age } from './age.ts';
import type { Output } from './output.ts';
import { plain, shorten } from './plain.ts';

/** What is left of GitHub's quota, whether calls wait, whether it answers, and which webhooks are silent; none where there is no access to it. */
export function githubLines(output: Output, github: GitHubStatus | null, nowMs: number): string[] {
  if (github === null) return [];
  const { quota, pause, trouble, silentWebhooks } = github;
  const until = (time: string): string => age(isoTime(nowMs), Date.parse(time));
  const used =
    quota === null
      ? 'quota not known now'
      : `${quota.used} of ${quota.limit} calls used, anew in ${until(quota.resetAt)}`;
  const waits =
    pause === null ? '' : output.paint('yellow', `; waits for ${until(pause.until)}: ${because[pause.why]}`);
  const silent = silentWebhooks.map(({ repository, since }) => {
    const said = `no webhook has told of ${plain(repository)} for ${age(since, nowMs)}: planeguard doctor`;
    return `               ${output.paint('yellow', said)}`;
  });
  const why =
    trouble && `tells nothing for ${age(trouble.since, nowMs)}: ${shorten(plain(trouble.message), 120)}`;
  const troubled = why === null ? [] : [`               ${output.paint('red', why)}`];
  return [`github         ${used}${waits}`, ...troubled, ...silent];
}

const because: Record<NonNullable<GitHubStatus['pause']>['why'], string> = {
  quota_spent: 'the quota is spent',
  retry_after: 'GitHub named this time',
  secondary_limit: 'GitHub limits calls that come too fast',
};
