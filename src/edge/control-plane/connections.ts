import type { ClientRequest, Agent as HttpAgent, IncomingMessage } from 'node:http';
import { systemClock } from '../clock.ts';
import { boundedLookup } from './bounded-lookup.ts';
import type { Answer, Sent, Transport } from './transport.ts';

/** Imported as a module, it would load Node's fetch and WebSocket as well: 30 ms of each start. */
const http = process.getBuiltinModule('node:http');

/** A host that does not even say that it is there is given up sooner than one that thinks. */
const usualConnectMs = 3_000;
/** Of one that nobody uses. The control plane would close it later: none goes under a call. */
const keptMs = 4_000;
/** One for all connections: a lookup that hangs is not begun again by the next one. */
const lookup = boundedLookup();

/** Keeps connections to the control plane, and lets go of them when they are not to be trusted any more. */
export class Connections {
  readonly #agents = new Map<string, HttpAgent>();
  readonly #connectMs: number;

  constructor(connectMs = usualConnectMs) {
    this.#connectMs = connectMs;
  }

  /** Deadlines are the caller's, but that of connecting. */
  readonly transport: Transport = async (url, { method, headers, body, signal }: Sent): Promise<Answer> => {
    const asked = http.request(url, { method, headers, signal, agent: this.#agent(url) });
    const answered = headOf(asked);
    asked.once('socket', () => void this.#boundConnecting(asked, url));
    asked.end(body);
    const answer = await answered;
    return {
      status: answer.statusCode ?? 0,
      header: (name) => text(answer.headers[name]),
      body: answer,
    };
  };

  /** The next call opens a connection of its own. Calls under way keep theirs until they end. */
  renew(): void {
    const old = [...this.#agents.values()];
    this.#agents.clear();
    for (const socket of old.flatMap(({ freeSockets }) => Object.values(freeSockets).flat()))
      socket?.destroy();
  }

  /** By a clock of its own: a socket's timeout is one of inactivity, and gave a handshake that hung twice as long. */
  async #boundConnecting(asked: ClientRequest, { protocol }: URL): Promise<void> {
    const { socket } = asked;
    if (socket === null || !socket.connecting) return;
    const over = new AbortController();
    for (const event of [protocol === 'https:' ? 'secureConnect' : 'connect', 'close'])
      socket.once(event, () => over.abort());
    await systemClock.sleep(this.#connectMs, over.signal);
    if (!over.signal.aborted)
      asked.destroy(new NoConnectionError(`no connection within ${this.#connectMs} ms`));
  }

  #agent({ protocol }: URL): HttpAgent {
    const agent = this.#agents.get(protocol) ?? newAgent(protocol);
    this.#agents.set(protocol, agent);
    return agent;
  }
}

function newAgent(protocol: string): HttpAgent {
  const { Agent } = protocol === 'https:' ? process.getBuiltinModule('node:https') : http;
  return new Agent({ keepAlive: true, timeout: keptMs, lookup });
}

function headOf(asked: ClientRequest): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  asked.once('response', resolve);
  // For good: a call that is ended while its answer comes says so here as well.
  asked.on('error', reject);
  return promise;
}

class NoConnectionError extends Error {
  readonly code = 'ETIMEDOUT';
}

const text = (value: string | string[] | undefined): string | null =>
  Array.isArray(value) ? value.join(', ') : (value ?? null);
