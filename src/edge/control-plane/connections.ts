import { Agent, request } from 'undici';
import { boundedLookup } from './bounded-lookup.ts';
import type { Answer, Sent, Transport } from './transport.ts';

/** A host that does not even say that it is there is given up sooner than one that thinks. */
const connectMs = 3_000;
/** One for all connections: a lookup that hangs is not begun again by the next one. */
const lookup = boundedLookup();

/** Keeps connections to the control plane, and lets go of them when they are not to be trusted any more. */
export class Connections {
  #agent: Agent = newAgent();

  /** Deadlines are the caller's: undici's own would run beside them. */
  readonly transport: Transport = async (url, { method, headers, body, signal }: Sent): Promise<Answer> => {
    const answer = await request(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      signal,
      dispatcher: this.#agent,
    });
    return { status: answer.statusCode, header: (name) => text(answer.headers[name]), body: answer.body };
  };

  /** The next call opens a connection of its own. Calls under way keep theirs until they end. */
  renew(): void {
    const old = this.#agent;
    this.#agent = newAgent();
    void old.close();
  }
}

const newAgent = (): Agent =>
  new Agent({ headersTimeout: 0, bodyTimeout: 0, connect: { timeout: connectMs, lookup } });

const text = (value: string | string[] | undefined): string | null =>
  Array.isArray(value) ? value.join(', ') : (value ?? null);
