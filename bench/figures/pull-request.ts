import { writeFile } from 'node:fs/promises';
import { attemptId } from '../../src/core/ids.ts';
import { type Instance, openInstance } from '../instance/instance.ts';
import { queueRequest } from '../instance/queue-request.ts';
import { rowOf } from '../report/row-of.ts';
import type { Figure } from './figure.ts';

const runs = 12;

/** The judgement of an end with a pull request, which asks the remote as well. */
export const pullRequest: Figure = {
  name: 'pull-request',
  seconds: 25,
  measure: async (folder) => {
    const instance = await openInstance({ folder, capacity: 1 });
    try {
      const samples: number[] = [];
      for (let run = 0; run < runs; run += 1) samples.push(await judgedAfterMs(instance));
      const what = "agent's exit -> judged, with a pull request";
      return [rowOf({ what, unit: 'ms', aim: { below: 500 } }, samples)];
    } finally {
      await instance.close();
    }
  },
};

async function judgedAfterMs(instance: Instance): Promise<number> {
  const { place, events } = instance;
  const id = await queueRequest(instance, 'publisher');
  await place.bell.until('started', attemptId(id, 1));
  await writeFile(place.go, 'go\n');
  const left = await place.bell.until('leaving', attemptId(id, 1));
  const judged = await events.until('in_review', id);
  await events.until('workspace', id);
  return judged.atMs - left.atMs;
}
