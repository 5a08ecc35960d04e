import { restingStates } from '../../src/core/request.ts';
import type { RequestView } from '../../src/protocol/request.ts';
import type { Place } from './place.ts';
import { until } from './until.ts';

/** Queues a request over HTTP; returns its id. */
export async function queue(place: Place, agent: string): Promise<string> {
  const { repository, client } = place;
  const request = { repository, remote: repository, agent, prompt: 'Say hello' };
  return (await client.createRequest(request, crypto.randomUUID())).id;
}

/** The request when it has come to rest. */
export function restingRequest(place: Place, id: string): Promise<RequestView> {
  let seen = '';
  return until(
    () => `${id} rests (${seen})`,
    async () => {
      const request = await place.client.showRequest(id);
      seen = JSON.stringify(request);
      return restingStates.some((state) => state === request.state) && request;
    },
  );
}

export const stateReached = (place: Place, id: string, state: RequestView['state']): Promise<RequestView> =>
  until(`${id} is ${state}`, async () => {
    const request = await place.client.showRequest(id);
    return request.state === state && request;
  });
