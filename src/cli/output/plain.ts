import { stripVTControlCharacters } from 'node:util';

/** What turns the direction of all that follows, so that it reads otherwise than it is. */
const turns = /[\u202a-\u202e\u2066-\u2069]/g;

/** Text of unknown origin (titles, summaries, branches) as one line that cannot steer a terminal. */
export function plain(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/\p{Cc}/gu, '')
    .replaceAll(turns, '')
    .trim();
}

/** Text of unknown origin with its lines and tabs, and nothing else that could steer a terminal. */
export const withoutControls = (text: string): string =>
  stripVTControlCharacters(text)
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n')
    .replaceAll(/[\p{Cc}--[\n\t]]/gv, '')
    .replaceAll(turns, '');

/** The beginning of a line, with an ellipsis where it is cut. */
export const shorten = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
