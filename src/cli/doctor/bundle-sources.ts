import { join } from 'node:path';
import { onlyFacts } from '../../core/bundle/only-facts.ts';
import type { ControlPlaneClient } from '../../edge/control-plane-client.ts';
import { namesIn, readEnd } from '../../edge/files.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { connectTo } from '../instance/connect-to.ts';
import type { DoctorPlace } from './doctor-place.ts';

const recentRequests = 10;
const eventsOfEach = 100;
const logBytes = 64 * 1024;
const logLines = 200;

/** What the control plane knows; `notKnown` says why, where it cannot be asked. */
export async function controlPlaneSources(context: CliContext, place: DoctorPlace) {
  if ((await place.answer)?.kind !== 'control_plane' || place.url === null) {
    const nobody = { notKnown: 'no control plane answers' };
    return { status: nobody, requests: nobody, words: [] };
  }
  const client = connectTo(place.url, context);
  const rows = await told(async () => (await client.listRequests({ limit: recentRequests })).items);
  return {
    status: await told(() => client.status()),
    requests: Array.isArray(rows)
      ? await told(() => Promise.all(rows.map(({ id }) => requestSource(client, id))))
      : rows,
    // What people called their work must not come back in a log either.
    words: Array.isArray(rows) ? rows.map(({ title }) => title) : [],
  };
}

async function told<T>(ask: () => Promise<T>): Promise<T | { notKnown: string }> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ProblemError) return { notKnown: error.message };
    throw error;
  }
}

async function requestSource(client: ControlPlaneClient, id: string) {
  const [request, events] = await Promise.all([
    client.showRequest(id),
    client.listEvents(id, { limit: eventsOfEach }),
  ]);
  const { state, reason, attempt, createdAt, updatedAt, agent, evidence } = request;
  return {
    ...{ id, state, reason, attempt, createdAt, updatedAt, agent },
    receipts: evidence.receipts.map(({ data, ...receipt }) => ({ ...receipt, data: onlyFacts(data) })),
    events: events.items.map(({ data, ...event }) => ({ ...event, data: onlyFacts(data) })),
  };
}

/** The last lines of every log, parsed where they are JSON. */
export function logSources(logs: string): Record<string, unknown[]> {
  const names = namesIn(logs).filter((name) => /\.(log|out)$/.test(name));
  return Object.fromEntries(names.map((name) => [name, lastLines(join(logs, name))]));
}

const lastLines = (path: string): unknown[] =>
  readEnd(path, logBytes)
    .split('\n')
    .filter((line) => line !== '')
    .slice(-logLines)
    .map(parsed);

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return line;
    throw error;
  }
}
