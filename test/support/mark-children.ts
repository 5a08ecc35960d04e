import { expect } from 'vitest';

/** What a test file's processes inherit, so that a leftover says where it came from. */
process.env.STARTED_BY_TEST = expect.getState().testPath ?? 'unknown';
