import { expect, it } from 'vitest';
import { findImportCircles } from '../../../scripts/checks/import-circles.ts';
import { parseSource } from '../../../scripts/checks/source-file.ts';

it('finds a circle of three files and names the way around', () => {
  const files = [
    parseSource('src/core/a.ts', "import { b } from './b.ts';"),
    parseSource('src/core/b.ts', "import { c } from './deep/c.ts';"),
    parseSource('src/core/deep/c.ts', "import { a } from '../a.ts';"),
  ];
  const [circle, ...others] = findImportCircles(files);
  expect(circle).toMatchObject({ path: 'src/core/deep/c.ts', line: 1 });
  expect(circle?.message).toContain('src/core/a.ts -> src/core/b.ts -> src/core/deep/c.ts -> src/core/a.ts');
  expect(others).toEqual([]);
});

it('counts types, files that import themselves, and circles behind a file that was seen already', () => {
  const files = [
    parseSource('src/a.ts', "import './shared.ts';"),
    parseSource('src/b.ts', "import './shared.ts'; import type { C } from './c.ts';"),
    parseSource('src/c.ts', "import type { B } from './b.ts';"),
    parseSource('src/shared.ts', "import './shared.ts';"),
  ];
  expect(findImportCircles(files).map(({ path }) => path)).toEqual(['src/shared.ts', 'src/c.ts']);
});

it('lets two files import the same third one', () => {
  const files = [
    parseSource('src/a.ts', "import './b.ts'; import './c.ts';"),
    parseSource('src/b.ts', "import './c.ts';"),
    parseSource('src/c.ts', "import 'node:fs';"),
  ];
  expect(findImportCircles(files)).toEqual([]);
});
