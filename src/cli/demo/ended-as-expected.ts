import type { RequestView } from '../../protocol/request.ts';
import type { Story } from './stories.ts';

export interface Ended {
  story: Pick<Story, 'ends'>;
  request: Pick<RequestView, 'state' | 'reason' | 'attempt' | 'feedback' | 'evidence'>;
}

export const endedAsExpected = ({ story: { ends }, request }: Ended): boolean =>
  request.state === ends.state &&
  request.reason === ends.reason &&
  request.attempt === ends.attempts &&
  request.feedback.length === ends.feedback &&
  request.feedback.every(({ status }) => status === 'delivered') &&
  agentWasContent(request);

/** A script fails where something is not as it expects; its open pull request would still be merged. */
const agentWasContent = ({ attempt, evidence }: Ended['request']): boolean =>
  evidence.receipts
    .filter((receipt) => receipt.kind === 'exit' && receipt.attempt === attempt)
    .every(({ data }) => data.status === 0);
