import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { endless, type Identity, madeUp, spoilt } from './fault-answers.ts';
import { type Fault, type Forwarded, isForwarded, type Outage, strikes } from './faults.ts';
import type { AtEnd } from './temporary-folder.ts';

/** A fault that is on; over by itself after `forMs`. */
export interface Struck {
  /** Calls that met it, as `POST /v1/claims`. */
  readonly met: string[];
  end(): Promise<void>;
}

interface Active extends Outage {
  met: string[];
  over: boolean;
}

type Invented = Outage & { fault: Exclude<Fault, Forwarded | 'other_database'> };

interface FaultProxyOptions {
  /** The control plane; read for each call. */
  target: () => string;
  /** Another control plane, which answers during `other_database`. */
  other?: () => string;
  atEnd?: AtEnd;
}

/**
 * Stands between workers and a control plane, on a port of its own with real connections, and does to each call what
 * the newest outage says that strikes its route.
 */
export class FaultProxy {
  readonly #options: FaultProxyOptions;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #outages = new Set<Active>();
  readonly #upstream = new Agent({ keepAlive: true });
  readonly #held = new Set<() => void>();
  #identity: Identity = {};
  port = 0;

  static async open(options: FaultProxyOptions): Promise<FaultProxy> {
    const proxy = new FaultProxy(options);
    await proxy.#listen();
    (options.atEnd ?? onTestFinished)(() => proxy.close());
    return proxy;
  }

  private constructor(options: FaultProxyOptions) {
    this.#options = options;
    this.#server = createServer((call, answer) => void this.#handle(call, answer));
    this.#server.keepAliveTimeout = 75_000;
    this.#server.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket)).on('error', () => undefined);
    });
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async strike(outage: Outage): Promise<Struck> {
    const active: Active = { ...outage, met: [], over: false };
    if (Object.keys(this.#identity).length === 0) await this.#learn();
    this.#outages.add(active);
    await this.#portAsWanted();
    const timer = outage.forMs === undefined ? null : setTimeout(() => void this.#end(active), outage.forMs);
    const end = () => {
      if (timer) clearTimeout(timer);
      return this.#end(active);
    };
    return { met: active.met, end };
  }

  /** Everything gets through again. */
  async heal(): Promise<void> {
    await Promise.all([...this.#outages].map((active) => this.#end(active)));
  }

  async close(): Promise<void> {
    for (const active of this.#outages) active.over = true;
    this.#outages.clear();
    for (const socket of this.#sockets) socket.destroy();
    this.#upstream.destroy();
    if (this.#server.listening) await this.#stopListening();
  }

  /** Whoever was held back by silence never hears the answer: a network that was cut delivers nothing later. */
  async #end(active: Active): Promise<void> {
    active.over = true;
    this.#outages.delete(active);
    if (active.fault === 'silent') for (const drop of this.#held) drop();
    await this.#portAsWanted();
  }

  async #handle(call: IncomingMessage, answer: ServerResponse): Promise<void> {
    const name = nameOf(call);
    const outage = this.#outageOf(name);
    try {
      if (outage) await this.#spoil(outage, call, answer);
      else await this.#pass(call, answer, name);
    } catch {
      // A side is gone, in the middle or before: the other one sees just that.
      answer.destroy();
    }
  }

  #outageOf(name: string): Active | null {
    const found = [...this.#outages].findLast((each) => strikes(each, name) && hasTurns(each, name));
    if (found === undefined) return null;
    found.met.push(name);
    return found;
  }

  async #spoil(outage: Active, call: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { other, target } = this.#options;
    const { fault } = outage;
    if (fault === 'other_database') {
      if (other === undefined) throw new Error('the proxy was given no other control plane');
      return passOn(await this.#forward(other(), call, answer), answer);
    }
    if (!isForwarded(fault)) return this.#invent({ ...outage, fault }, call, answer);
    return spoilt(fault, await this.#forward(target(), call, answer), answer);
  }

  /** The fault began while the call was under way: the control plane has carried it out. */
  async #spoilAnswer(outage: Active, given: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { fault } = outage;
    if (isForwarded(fault)) return spoilt(fault, given, answer);
    // Its own connection to the right one had been made before.
    if (fault === 'other_database') return spoilt('lost_answer', given, answer);
    return this.#invent({ ...outage, fault }, given, answer);
  }

  async #invent(outage: Invented, unread: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { fault } = outage;
    unread.resume();
    if (fault === 'reset' || fault === 'refuse') return void reset(answer);
    if (fault === 'silent') return this.#hold(answer);
    if (fault === 'endless_json') return endless(answer, this.#identity);
    const { status, headers, body } = madeUp(fault, this.#identity, outage.retryAfterS ?? 1);
    answer.writeHead(status, headers).end(body);
  }

  async #pass(call: IncomingMessage, answer: ServerResponse, name: string): Promise<void> {
    const given = await this.#forward(this.#options.target(), call, answer);
    this.#identity = identityOf(given.headers);
    const outage = this.#outageOf(name);
    if (outage) return this.#spoilAnswer(outage, given, answer);
    return passOn(given, answer);
  }

  async #hold(answer: ServerResponse): Promise<void> {
    const drop = () => answer.destroy();
    this.#held.add(drop);
    await once(answer, 'close');
    this.#held.delete(drop);
  }

  /** The caller's own end ends the call: a long poll is not left behind. */
  async #forward(url: string, call: IncomingMessage, answer: ServerResponse): Promise<IncomingMessage> {
    const { host: _, ...headers } = call.headers;
    const { method, url: path = '/' } = call;
    const sent = request(new URL(path, url), { method, headers, agent: this.#upstream });
    answer.once('close', () => sent.destroy());
    sent.on('error', () => answer.destroy());
    call.pipe(sent);
    const [given] = await once(sent, 'response');
    return given;
  }

  /** What it says of itself to everybody. A control plane that is away is learnt from later. */
  async #learn(): Promise<void> {
    try {
      const { headers } = await fetch(new URL('/healthz', this.#options.target()));
      this.#identity = identityOf(Object.fromEntries(headers));
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
  }

  async #portAsWanted(): Promise<void> {
    const closed = [...this.#outages].some(({ fault, route }) => fault === 'refuse' && route === undefined);
    if (closed && this.#server.listening) await this.#stopListening();
    if (!closed && !this.#server.listening) await this.#listen();
  }

  async #stopListening(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) socket.resetAndDestroy();
    await closed;
  }

  async #listen(): Promise<void> {
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
  }
}

async function passOn(given: IncomingMessage, answer: ServerResponse): Promise<void> {
  answer.writeHead(given.statusCode ?? 502, given.headers);
  given.pipe(answer);
  await once(given, 'close');
}

function reset({ socket }: ServerResponse): void {
  if (socket instanceof Socket) socket.resetAndDestroy();
}

const hasTurns = ({ times, met }: Active, name: string): boolean =>
  times === undefined || met.filter((each) => each === name).length < times;

const nameOf = ({ method, url }: IncomingMessage): string =>
  `${method} ${new URL(url ?? '/', 'http://proxy').pathname}`;

function identityOf(headers: IncomingMessage['headers']): Identity {
  const own = Object.entries(headers).filter(([name]) => name.startsWith('planeguard-'));
  return Object.fromEntries(own.map(([name, value]) => [name, String(value)]));
}
