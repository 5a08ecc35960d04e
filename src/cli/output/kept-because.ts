import { keepReasons } from '../../core/cleanup.ts';

const sentences: ReadonlyMap<string, string> = new Map(Object.entries(keepReasons));

/** Why a workspace is kept, in words; a reason of a newer worker as it is. */
export const keptBecause = (why: string): string => sentences.get(why) ?? why;
