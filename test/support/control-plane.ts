import { readFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { stateLayout } from '../../src/config/state-layout.ts';
import { noLimits } from '../../src/core/repository-limits.ts';
import { type Clock, systemClock } from '../../src/edge/clock.ts';
import { type Log, openLog } from '../../src/edge/log.ts';
import type { GitHub } from '../../src/server/github/github.ts';
import { type ControlPlane, openControlPlane } from '../../src/server/main.ts';
import type { ControlPlaneSettings } from '../../src/server/parts.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any;
  headers: Headers;
}

export const testSettings = {
  lease: { heartbeatMs: 10_000, silentAfterMs: 60_000, stopAfterMs: 1_800_000, marginMs: 60_000 },
  retry: { attempts: 3, baseMs: 10_000, capMs: 300_000 },
  limits: noLimits,
  repositories: [],
  directory: '/',
};

export interface TestControlPlane {
  url: string;
  folder: string;
  controlPlane: ControlPlane;
  operator: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer>;
  worker: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Answer>;
  operatorToken: string;
  workerToken: string;
}

export interface StartOptions {
  folder?: string;
  clock?: Clock;
  settings?: ControlPlaneSettings;
  github?: GitHub | null;
  log?: Log;
}

/** A real control plane on a free port, closed when the test ends. */
export async function startControlPlane(options: StartOptions = {}): Promise<TestControlPlane> {
  const folder = options.folder ?? temporaryFolder();
  const layout = stateLayout(folder);
  const controlPlane = await openControlPlane({
    layout,
    config: options.settings ?? testSettings,
    clock: options.clock ?? systemClock,
    log: options.log ?? openLog(null, 'silent'),
    github: options.github ?? null,
  });
  onTestFinished(() => controlPlane.close());
  const { url } = await controlPlane.listen({ host: '127.0.0.1', port: 0 });
  const operatorToken = readFileSync(layout.operatorToken, 'utf8').trim();
  const workerToken = readFileSync(layout.workerToken, 'utf8').trim();
  const operator = callerOf(url, operatorToken);
  const worker = callerOf(url, workerToken);
  return { url, folder, controlPlane, operator, worker, operatorToken, workerToken };
}

export function callerOf(url: string, token: string): TestControlPlane['operator'] {
  return async (method, path, body, headers) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: JSON.parse(text), headers: response.headers };
  };
}
