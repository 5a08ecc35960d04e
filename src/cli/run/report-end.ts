import type { RequestView } from '../../protocol/request.ts';
import { lastLine } from '../output/last-line.ts';
import type { Output } from '../output/output.ts';

/** The request as it ended: with --json as a value, otherwise as the last line on stdout. Returns the exit code. */
export function reportEnd(output: Output, request: RequestView): number {
  if (output.json) output.note(lastLine(request));
  if (output.json) output.value(request);
  else output.line(lastLine(request));
  return request.state === 'done' || request.state === 'in_review' ? 0 : 1;
}
