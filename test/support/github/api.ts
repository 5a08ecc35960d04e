import { type Login, tokenOf } from './people.ts';

// biome-ignore lint/suspicious/noExplicitAny: the forge's answers are of every shape
export type Json = any;

export interface Answered {
  status: number;
  headers: Headers;
  /** Parsed if it is JSON; null when there is none. */
  body: Json;
}

/** One call of the REST API, in the name of somebody. */
export type Call = (
  method: string,
  path: string,
  options?: { by?: Login; body?: object; headers?: Record<string, string> },
) => Promise<Answered>;

export const callerOf =
  (url: string): Call =>
  async (method, path, { by = 'alice', body, headers } = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${tokenOf(by)}`,
        'content-type': 'application/json',
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? null : isJson ? JSON.parse(text) : text,
    };
  };

/** The same, where anything but success is a mistake of the test. */
export const sure =
  (call: Call): ((...args: Parameters<Call>) => Promise<Json>) =>
  async (method, path, options) => {
    const { status, body } = await call(method, path, options);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  };
