import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

type Answered = (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void;
export type Resolver = (host: string, options: LookupOptions & { all: true }, answered: Answered) => void;

/**
 * Looks names up one at a time each: a resolver that hangs holds one of libuv's four threads, never all of them,
 * however many calls wait for it. Those that ask meanwhile get the same answer.
 */
export function boundedLookup(resolver: Resolver = systemLookup): LookupFunction {
  const waiting = new Map<string, Answered[]>();
  return (host, options, answered) => {
    const { family, hints } = options;
    const question = `${host} ${family ?? 0} ${hints ?? 0}`;
    const tell: Answered = (error, addresses) => answer(error, addresses, options.all === true, answered);
    const others = waiting.get(question);
    if (others) {
      others.push(tell);
      return;
    }
    waiting.set(question, [tell]);
    resolver(host, { ...options, all: true }, (error, addresses) => {
      const all = waiting.get(question) ?? [];
      waiting.delete(question);
      for (const each of all) each(error, addresses);
    });
  };
}

function answer(
  error: NodeJS.ErrnoException | null,
  addresses: LookupAddress[],
  all: boolean,
  answered: Parameters<LookupFunction>[2],
): void {
  const [first] = addresses ?? [];
  if (error || first === undefined) answered(error, all ? [] : '', 0);
  else if (all) answered(null, addresses);
  else answered(null, first.address, first.family);
}
