import type { SourceFile } from './source-file.ts';

/** Something that must not be there, with what to do instead. */
export interface Finding {
  path: string;
  line: number;
  message: string;
}

export type Check = (files: readonly SourceFile[]) => Finding[];
