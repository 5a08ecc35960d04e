import { expect, it } from 'vitest';
import { type RecordFacts, type StaleKind, staleKind, staleSentence } from '../../src/core/stale-record.ts';

const record = { kind: 'record', pid: 12, otherHost: null, otherPlace: false, otherBoot: false } as const;

const cases: [Partial<RecordFacts> & Pick<RecordFacts, 'content'>, StaleKind, string][] = [
  [{ content: { kind: 'empty' } }, 'empty', 'It is empty.'],
  [{ content: { kind: 'garbled' } }, 'garbled', 'It does not say which process it means.'],
  [{ content: { kind: 'not_a_file' } }, 'not_a_file', 'Something else than a file is in its place.'],
  [{ content: { kind: 'pid', pid: 12 } }, 'dead_pid', 'It names pid 12: its process is gone.'],
  [
    { content: { kind: 'pid', pid: 12 }, pidIs: 'own_user' },
    'reused_pid',
    'It names pid 12: its pid belongs to another program now, which is not touched.',
  ],
  [
    { content: { kind: 'pid', pid: 12 }, pidIs: 'other_user' },
    'other_user',
    'It names pid 12: its pid belongs to a process of another user now, which is not touched.',
  ],
  [
    { content: { ...record, otherBoot: true }, pidIs: 'own_user' },
    'other_boot',
    'It names pid 12: the machine has been started anew since.',
  ],
  [
    { content: { ...record, otherHost: 'ada', otherBoot: true }, pidIs: 'own_user' },
    'other_host',
    'It names pid 12: another machine wrote it (ada).',
  ],
  [
    { content: { ...record, otherPlace: true }, pidIs: 'own_user' },
    'other_place',
    'It names pid 12: it was copied from another state directory.',
  ],
  [
    { content: record, futureMs: 3_600_000 },
    'dead_pid',
    'It names pid 12: its process is gone. It is dated 3600 s in the future; that decides nothing.',
  ],
];

it.each(cases)('%o is %s', (facts, kind, sentence) => {
  const all: RecordFacts = { pidIs: 'nobody', futureMs: 0, ...facts };
  expect(staleKind(all)).toBe(kind);
  expect(staleSentence(all)).toBe(sentence);
});
