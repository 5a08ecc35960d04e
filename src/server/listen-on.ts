import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { pid } from 'node:process';
import { getRequestListener } from '@hono/node-server';
import { type Clock, isoTime } from '../edge/clock.ts';
import { writeWhole } from '../edge/files.ts';
import { version } from '../protocol/version.ts';
import type { App } from './app.ts';
import { type Address, bindAddress } from './bind-address.ts';
import type { ControlPlaneOptions } from './control-plane-options.ts';

/** Longer than clients keep a connection, so that none is closed under a call. */
const keepAliveMs = 75_000;
const lastAnswersMs = 500;

/** Serves the app over HTTP, and says where, and which very process it is, in the state directory until it stops. */
export async function listenOn(
  app: App,
  address: Address,
  options: ControlPlaneOptions,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const answer = getRequestListener(app.fetch);
  const server = createServer((incoming, outgoing) => void answer(incoming, outgoing));
  server.keepAliveTimeout = keepAliveMs;
  await bindAddress(server, address);
  server.on('error', (error) => options.log.error({ err: error }, 'The control plane cannot accept calls'));
  const url = urlOf(server, address.host);
  const { controlPlaneFile } = options.layout;
  writeWhole(controlPlaneFile, fileContent(url, options));
  options.log.info({ url, version }, 'The control plane listens');
  return {
    url,
    stop: async () => {
      rmSync(controlPlaneFile, { force: true });
      await closeServer(server, options.clock);
    },
  };
}

function urlOf(server: Server, host: string): string {
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new TypeError('a TCP server has a port');
  const reached = wildcards[host] ?? host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${bound.port}`;
}

/** Who listens on all addresses is reached from this machine by its own. */
const wildcards: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

function fileContent(url: string, { clock, embedded, identity }: ControlPlaneOptions): string {
  const startedAt = isoTime(clock.nowMs());
  const said = { url, pid, startedAt, version, embedded: embedded ?? false };
  return `${JSON.stringify({ ...said, ...identity })}\n`;
}

/** Long polls and streams end by themselves now; who does not read his answer is cut off. */
async function closeServer(server: Server, clock: Clock): Promise<void> {
  const closed = new AbortController();
  server.once('close', () => closed.abort());
  server.close();
  server.closeIdleConnections();
  await clock.sleep(lastAnswersMs, closed.signal);
  server.closeAllConnections();
  if (!closed.signal.aborted) await once(server, 'close');
}
