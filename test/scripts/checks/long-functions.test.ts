import { expect, it } from 'vitest';
import { measureFunctions } from '../../../scripts/checks/long-functions.ts';
import { parseSource } from '../../../scripts/checks/source-file.ts';

it('measures lines and nesting of functions, arrows and methods', () => {
  const text = `function flat() {
  return 1;
}
const deep = () => {
  for (const a of []) {
    if (a) { while (b) { c(); } } else if (d) { e(); }
  }
};
class A { method() {} }
`;
  expect(measureFunctions(parseSource('src/a.ts', text))).toEqual([
    { name: 'flat', path: 'src/a.ts', line: 1, lines: 3, depth: 0 },
    { name: 'deep', path: 'src/a.ts', line: 4, lines: 5, depth: 3 },
    { name: 'method', path: 'src/a.ts', line: 9, lines: 1, depth: 0 },
  ]);
});
