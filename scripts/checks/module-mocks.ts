import type { Finding } from './finding.ts';
import { lineOf, type Place, placesOf, type SourceFile } from './source-file.ts';
import { isMember } from './uses.ts';

const mockers = ['vi', 'vitest', 'jest'];
const mocks = ['mock', 'doMock', 'unstable_mockModule', 'hoisted'];

/** A fake is a small class that passes the same contract suite as the real thing; a replaced module passes anything. */
export function findModuleMocks(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) =>
    [...placesOf(file)].filter(isModuleMock).map(({ node }) => ({
      path: file.path,
      line: lineOf(file, node.start),
      message: 'no module mocks: pass a small fake class, or use the real thing',
    })),
  );
}

function isModuleMock(place: Place): boolean {
  if (isMember(place, 'mock', 'module')) return true;
  return mockers.some((mocker) => mocks.some((mock) => isMember(place, mocker, mock)));
}
