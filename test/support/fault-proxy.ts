import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { endless, type Identity, madeUp, spoilt } from './fault-answers.ts';
import { type Outage, strikes } from './faults.ts';
import type { AtEnd } from './temporary-folder.ts';

/** A fault that is on; over by itself when `times` or `forMs` are. */
export interface Struck {
  /** Calls that met it, as `POST /v1/claims`. */
  readonly met: string[];
  end(): Promise<void>;
}

interface Active extends Outage {
  met: string[];
  over: boolean;
}

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

  /** Whoever was held back by silence never hears: a network that was cut delivers nothing later. */
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
    const found = [...this.#outages].findLast((each) => strikes(each, name));
    if (found === undefined) return null;
    found.met.push(name);
    if (found.times !== undefined && found.met.length >= found.times) void this.#end(found);
    return found;
  }

  async #spoil(outage: Active, call: IncomingMessage, answer: ServerResponse): Promise<void> {
    const { fault } = outage;
    const made = madeUp(fault, this.#identity, outage.retryAfterS ?? 1);
    if (made !== null) {
      call.resume();
      answer.writeHead(made.status, made.headers).end(made.body);
      return;
    }
    if (fault === 'reset' || fault === 'refuse') return void call.socket.resetAndDestroy();
    if (fault === 'silent') return this.#hold(call, answer);
    if (fault === 'endless_json') return endless(answer, this.#identity);
    if (fault === 'other_database') return this.#byAnother(call, answer);
    return spoilt(fault, await this.#forward(this.#options.target(), call, answer), answer);
  }

  async #pass(call: IncomingMessage, answer: ServerResponse, name: string): Promise<void> {
    const given = await this.#forward(this.#options.target(), call, answer);
    this.#identity = identityOf(given.headers);
    const cut = [...this.#outages].some((each) => each.fault === 'silent' && strikes(each, name));
    if (cut) return this.#hold(given, answer);
    answer.writeHead(given.statusCode ?? 502, given.headers);
    given.pipe(answer);
    await once(given, 'close');
  }

  async #byAnother(call: IncomingMessage, answer: ServerResponse): Promise<void> {
    if (this.#options.other === undefined) throw new Error('the proxy was given no other control plane');
    const given = await this.#forward(this.#options.other(), call, answer);
    answer.writeHead(given.statusCode ?? 502, given.headers);
    given.pipe(answer);
    await once(given, 'close');
  }

  async #hold(call: IncomingMessage, answer: ServerResponse): Promise<void> {
    const drop = () => answer.destroy();
    this.#held.add(drop);
    call.resume();
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

const nameOf = ({ method, url }: IncomingMessage): string =>
  `${method} ${new URL(url ?? '/', 'http://proxy').pathname}`;

function identityOf(headers: IncomingMessage['headers']): Identity {
  const own = Object.entries(headers).filter(([name]) => name.startsWith('planeguard-'));
  return Object.fromEntries(own.map(([name, value]) => [name, String(value)]));
}
