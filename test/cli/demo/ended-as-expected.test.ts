import { expect, test } from 'vitest';
import { type Ended, endedAsExpected } from '../../../src/cli/demo/ended-as-expected.ts';

const at = '2030-01-01T00:00:00.000Z';
const said = { id: 'f1', source: 'operator', author: null, url: null, reason: null, text: 'More.' } as const;
const feedback = (status: 'pending' | 'delivered') => [{ ...said, status, createdAt: at }];
const exits = (...statuses: number[]) => ({
  attempts: [],
  receipts: statuses.map((status, index) => ({ attempt: index + 1, kind: 'exit', at, data: { status } })),
});

const request: Ended['request'] = {
  state: 'done',
  reason: 'merged',
  attempt: 2,
  feedback: feedback('delivered'),
  evidence: exits(137, 0),
};

test.each<[what: string, differs: Partial<Ended['request']>, asExpected: boolean]>([
  ['everything fits', {}, true],
  ['it ended in another state', { state: 'blocked' }, false],
  ['it ended for another reason', { reason: 'issue_completed' }, false],
  ['it took another attempt', { attempt: 3 }, false],
  ['its feedback was lost', { feedback: [] }, false],
  ['its feedback still waits', { feedback: feedback('pending') }, false],
  ['its feedback went out twice', { feedback: [...feedback('delivered'), ...feedback('delivered')] }, false],
  ['its last agent found something wrong', { evidence: exits(0, 1) }, false],
])(
  'a story is as expected only where its end, its feedback and its agent say so: %s',
  (_, differs, asExpected) => {
    const story: Ended['story'] = { ends: { state: 'done', reason: 'merged', attempts: 2, feedback: 1 } };
    expect(endedAsExpected({ story, request: { ...request, ...differs } })).toBe(asExpected);
  },
);
