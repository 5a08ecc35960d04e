import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders whose files take seconds, the slowest first: what begins last should not be what takes longest. */
const slow = ['test/agents/', 'test/e2e/', 'test/cli/', 'test/worker/', 'test/edge/'];

/** Files of slow folders first; within a folder as vitest has it: as long as the last time, else by size. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

function rank({ moduleId }: TestSpecification): number {
  const index = slow.findIndex((folder) => moduleId.includes(`/${folder}`));
  return index === -1 ? slow.length : index;
}
