import type { RequestView } from '../../protocol/request.ts';
import type { StoryResult } from './play-story.ts';

export const endedAsExpected = ({ story, request }: StoryResult): boolean =>
  request.state === story.ends.state &&
  request.reason === story.ends.reason &&
  request.attempt === story.ends.attempts &&
  request.feedback.length === story.ends.feedback &&
  request.feedback.every(({ status }) => status === 'delivered') &&
  agentWasContent(request);

/** A script fails where something is not as it expects; its open pull request would still be merged. */
const agentWasContent = ({ attempt, evidence }: RequestView): boolean =>
  evidence.receipts
    .filter((receipt) => receipt.kind === 'exit' && receipt.attempt === attempt)
    .every(({ data }) => data.status === 0);
