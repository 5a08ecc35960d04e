import { expect, it } from 'vitest';
import { findLayerViolations } from '../../../scripts/checks/layers.ts';
import { parseSource } from '../../../scripts/checks/source-file.ts';

const violations = [
  ['src/core/a.ts', "import { b } from '../edge/b.ts';"],
  ['src/protocol/a.ts', "import type { B } from '../config/b.ts';"],
  ['src/config/a.ts', "export { b } from '../edge/b.ts';"],
  ['src/edge/a.ts', "const b = await import('../store/b.ts');"],
  ['src/edge/a.ts', "import { b } from '../config/b.ts';"],
  ['src/store/a.ts', "export * from '../edge/b.ts';"],
  ['src/worker/loops/a.ts', "import '../../store/b.ts';"],
  ['src/worker/a.ts', "type B = import('../server/b.ts').B;"],
  ['src/server/a.ts', "import { b } from '../worker/b.ts';"],
  ['src/server/a.ts', "import { tmux } from '../edge/tmux.ts';"],
  ['src/server/routes/a.ts', "import { b } from '../../edge/containment/b.ts';"],
  ['src/cli/a.ts', "import { until } from '../../test/support/until.ts';"],
  ['src/helpers/a.ts', "import { b } from '../core/b.ts';"],
] as const;

it.each(violations)('refuses in %s: %s', (path, text) => {
  expect(findLayerViolations([parseSource(path, text)])).toHaveLength(1);
});

const allowed = [
  ['src/core/a.ts', "import { b } from './b.ts';"],
  ['src/edge/a.ts', "import { b } from '../core/b.ts'; import { run } from 'execa';"],
  ['src/server/a.ts', "import { b } from '../edge/clock.ts';"],
  ['src/cli/a.ts', "import { b } from '../worker/b.ts'; import c from '../../package.json';"],
  ['test/core/a.test.ts', "import { b } from '../../src/store/b.ts';"],
  ['src/core/a.ts', "// import { b } from '../edge/b.ts';\nexport const text = \"import '../edge/b.ts'\";"],
] as const;

it.each(allowed)('allows in %s: %s', (path, text) => {
  expect(findLayerViolations([parseSource(path, text)])).toEqual([]);
});

it('says where the import stands and which layers are concerned', () => {
  const file = parseSource('src/core/a.ts', "export const a = 1;\nimport { b } from '../edge/b.ts';");
  const message = 'core must not import edge (../edge/b.ts)';
  expect(findLayerViolations([file])).toEqual([{ path: 'src/core/a.ts', line: 2, message }]);
});
