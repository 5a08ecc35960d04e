import type { RequestState } from '../../core/request.ts';
import type { Colour, Output } from './output.ts';

const colours: Record<RequestState, Colour> = {
  queued: 'dim',
  claimed: 'cyan',
  running: 'cyan',
  in_review: 'yellow',
  done: 'green',
  blocked: 'red',
  cancelled: 'dim',
};

export const paintState = (output: Output, state: RequestState): string =>
  output.paint(colours[state], state);
