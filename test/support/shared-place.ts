import { beforeAll } from 'vitest';
import { Place, type PlaceOptions } from './place.ts';

/** One instance for all tests of a file. Each gets a repository, agents and marks of its own, and may kill what runs. */
export function sharedPlace(options: PlaceOptions = {}): () => Place {
  let instance: Place;
  beforeAll(() => {
    const ends: (() => void | Promise<void>)[] = [];
    instance = new Place({ ...options, atEnd: (end) => void ends.push(end) });
    return async () => {
      for (const end of ends.toReversed()) await end();
    };
  });
  return () => new Place({ on: instance });
}
