export interface SseMessage {
  id: string | null;
  data: string;
}

/** Splits a stream of text into server-sent messages (WHATWG HTML, "event stream"). Comments are dropped. */
export class SseParser {
  #rest = '';
  #id: string | null = null;
  #data: string[] = [];

  push(chunk: string): SseMessage[] {
    const lines = (this.#rest + chunk).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.#line(line));
  }

  #line(line: string): SseMessage[] {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#data.push(value);
    if (field === 'id') this.#id = value;
    return [];
  }

  #dispatch(): SseMessage[] {
    if (this.#data.length === 0) return [];
    const message = { id: this.#id, data: this.#data.join('\n') };
    this.#data = [];
    return [message];
  }
}
