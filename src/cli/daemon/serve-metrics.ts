import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { ListenAddress } from '../../config/listen-address.ts';
import type { Log } from '../../edge/log.ts';
import type { Worker } from '../../worker/worker.ts';

/** Imported as a module, it would load Node's fetch as well, in workers that serve no metrics too. */
const { createServer } = process.getBuiltinModule('node:http');

const answerWithinMs = 5_000;

/**
 * Answers `GET /metrics` on an address of this machine. That it cannot listen costs nobody anything but the metrics.
 * Returns what ends it.
 */
export async function serveMetrics(
  worker: Worker,
  { host, port }: ListenAddress,
  log: Log,
): Promise<() => void> {
  const server = createServer((asked, answer) => {
    const isKnown = asked.method === 'GET' && asked.url?.split('?')[0] === '/metrics';
    if (isKnown) void answerMetrics(worker, answer);
    else answer.writeHead(404, { 'content-type': 'text/plain' }).end('There is only GET /metrics.\n');
  });
  server.requestTimeout = answerWithinMs;
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    log.warn({ err: error, host, port }, 'worker.metricsListen cannot be listened on: there are no metrics');
    return () => undefined;
  }
  server.on('error', (error) => log.warn({ err: error }, 'metrics cannot be served'));
  server.unref();
  log.info({ address: server.address() }, 'metrics are served');
  return () => {
    server.close();
    server.closeAllConnections();
  };
}

async function answerMetrics(worker: Worker, answer: ServerResponse): Promise<void> {
  const text = await worker.metrics();
  answer.writeHead(200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }).end(text);
}
