import { Agent, type IncomingMessage, request } from 'node:http';
import { systemClock } from '../../src/edge/clock.ts';

/** Several clients that keep their connection. Plain `node:http`: `fetch` would be what is measured. */
export class KeepAliveClients {
  readonly #url: string;
  readonly #clients: number;
  readonly #agent: Agent;

  constructor(url: string, clients: number) {
    this.#url = url;
    this.#clients = clients;
    this.#agent = new Agent({ keepAlive: true, maxSockets: clients });
  }

  /** Makes that many calls, each client one after the other. Returns how long it took, in milliseconds. */
  async perform(count: number, call: () => Promise<void>): Promise<number> {
    let left = count;
    const client = async () => {
      for (; left > 0; ) {
        left -= 1;
        await call();
      }
    };
    const startedMs = systemClock.monotonicMs();
    await Promise.all(Array.from({ length: this.#clients }, client));
    return systemClock.monotonicMs() - startedMs;
  }

  /** Throws for every answer that is not a success. */
  async post(path: string, token: string, content: unknown): Promise<unknown> {
    const data = JSON.stringify(content);
    const headers = {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(data),
    };
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const sent = request(this.#url + path, { method: 'POST', agent: this.#agent, headers }, resolve);
    sent.on('error', reject);
    sent.end(data);
    return readAnswer(await promise);
  }

  close(): void {
    this.#agent.destroy();
  }
}

async function readAnswer(answer: IncomingMessage): Promise<unknown> {
  answer.setEncoding('utf8');
  let text = '';
  for await (const chunk of answer) text += String(chunk);
  if ((answer.statusCode ?? 500) >= 300) throw new Error(`${answer.statusCode}: ${text}`);
  return JSON.parse(text);
}
