import type { Emulator } from 'emulate';
import { type Answered, type Call, callerOf, type Json } from './api.ts';
import { addressOf, repositoryPath, toldAs } from './emulator.ts';
import { ForgeFaults } from './faults.ts';
import { Mirror } from './mirror.ts';
import { Overlay } from './overlay.ts';
import { type Login, personWith, tokenIn, tokenOf } from './people.ts';
import { Quota } from './quota.ts';
import { Relay } from './relay.ts';

/**
 * What answers as GitHub: an emulator, completed and corrected, and git's own HTTP backend, on one port. Everything
 * passes here, so that any call can meet a fault and any delivery can be held.
 */
export class Forge {
  readonly url: string;
  /** Straight to the emulator. */
  readonly emulator: Call;
  readonly overlay: Overlay;
  readonly mirror: Mirror;
  readonly relay = new Relay();
  readonly faults = new ForgeFaults();
  readonly quota = new Quota();
  /** Of every token; null: tokens are fine-grained, and GitHub does not tell what they may do. */
  scopes: string | null = 'gist, repo';
  /** Titles and texts as they were before the last edit. */
  readonly texts = new Map<number, { title: string; body: string | null }>();
  readonly #address: string;
  #calls = 0;

  constructor({ url, emulator, root }: { url: string; emulator: Emulator; root: string }) {
    this.url = url;
    this.#address = addressOf(emulator);
    this.emulator = (method, path, options) => {
      const authorization = this.#toldAs(`Bearer ${tokenOf(options?.by ?? 'alice')}`);
      return callerOf(this.#address)(method, path, {
        ...options,
        headers: { authorization, ...options?.headers },
      });
    };
    this.overlay = new Overlay(emulator.url, this.url);
    this.mirror = new Mirror(root, 'acme/widgets', this.emulator);
  }

  /** What the emulator says, as GitHub would. */
  async read(path: string): Promise<Answered> {
    const { status, headers, body } = await this.emulator('GET', path);
    return { status, headers, body: this.overlay.json(JSON.stringify(body)) };
  }

  /** Who calls. */
  caller(request: Request): Login {
    return personWith(tokenIn(request.headers.get('authorization') ?? undefined) ?? '') ?? 'alice';
  }

  async user(login: string): Promise<Json> {
    return (await this.read(`/users/${encodeURIComponent(login)}`)).body;
  }

  async repository(): Promise<Json> {
    return (await this.read(repositoryPath)).body;
  }

  /** A call that the emulator can answer. */
  async forward(request: Request, body?: object): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const since = searchParams.get('since');
    // It compares texts, and its own times have milliseconds.
    if (since !== null) searchParams.set('since', since.replace(/(:\d\d)Z$/, '$1.000Z'));
    const query = searchParams.size > 0 ? `?${searchParams}` : '';
    const answer = await fetch(`${this.#address}${pathname}${query}`, {
      method: request.method,
      headers: {
        authorization: this.#toldAs(request.headers.get('authorization') ?? ''),
        'content-type': 'application/json',
      },
      ...(request.method === 'GET' ? {} : { body: body ? JSON.stringify(body) : await request.text() }),
    });
    const text = await answer.text();
    const link = answer.headers.get('link');
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      ...(link === null ? {} : { link: this.overlay.text(link) }),
    };
    if (text === '') return new Response(null, { status: answer.status, headers });
    return Response.json(this.overlay.json(text), { status: answer.status, headers });
  }

  #toldAs(authorization: string): string {
    this.#calls += 1;
    return toldAs(authorization, this.#calls);
  }
}
