import { randomUUID } from 'node:crypto';
import type { AgentName } from '../place/agents.ts';
import type { Instance } from './instance.ts';

/** Queues a request for one of the bench's agents. Returns its id. */
export async function queueRequest({ client, place }: Instance, agent: AgentName): Promise<string> {
  const request = {
    repository: place.repository,
    remote: place.repository,
    title: `Measure ${agent}`,
    prompt: 'Be measured.',
    agent,
  };
  return (await client.createRequest(request, randomUUID())).id;
}
