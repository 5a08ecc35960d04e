import { expect, it } from 'vitest';
import { findModuleMocks } from '../../../scripts/checks/module-mocks.ts';
import { parseSource } from '../../../scripts/checks/source-file.ts';

it.each(["vi.mock('./a.ts');", "vi.doMock('./a.ts');", "jest.mock('./a.ts');", "mock.module('./a.ts');"])(
  'finds %s',
  (text) => {
    expect(findModuleMocks([parseSource('test/core/a.test.ts', text)])).toHaveLength(1);
  },
);

it('allows fakes that are passed, and functions that are watched', () => {
  const text = 'const ring = vi.fn(); listen(new FakeForge(), ring); model.mock(1);';
  expect(findModuleMocks([parseSource('test/core/a.test.ts', text)])).toEqual([]);
});
