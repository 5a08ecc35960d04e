import type { StoryResult } from './run-demo.ts';

export const endedAsExpected = ({ story, request }: StoryResult): boolean =>
  request.state === story.ends.state &&
  request.reason === story.ends.reason &&
  request.attempt === story.ends.attempts;
