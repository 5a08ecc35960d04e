import { readBody } from '../../control-plane/read-body.ts';

/** A hundred issues with the longest texts that GitHub takes are 26 MB. */
const mostBytes = 64 * 1024 ** 2;
/** Of a page instead of JSON, as a proxy's, which becomes part of what is logged and shown: enough to know whose it is. */
const mostOfPage = 300;

export class AnswerTooLongError extends Error {
  constructor(bytes: number) {
    super(`the answer is longer than ${bytes} bytes`);
    this.name = 'AnswerTooLongError';
  }
}

/**
 * Node's fetch, with the whole body read; `content-length` then says how long it is. Only the beginning of an error's page.
 * @throws AnswerTooLongError
 */
export const boundedFetch =
  (most = mostBytes): typeof fetch =>
  async (url, options) => {
    const answer = await fetch(url, options);
    if (answer.body === null || answer.status === 304) return answer;
    const { text, whole } = await readBody(answer.body, { maxBytes: most, onPart: () => undefined });
    if (!whole) throw new AnswerTooLongError(most);
    const { status, statusText } = answer;
    const headers = new Headers(answer.headers);
    headers.delete('content-encoding');
    headers.set('content-length', `${Buffer.byteLength(text)}`);
    const isPage = !answer.ok && !/\bjson\b/i.test(headers.get('content-type') ?? '');
    return new Response(isPage ? text.slice(0, mostOfPage) : text, { status, statusText, headers });
  };
