import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SseParser } from '../../../src/edge/control-plane/sse-parser.ts';

test('a message has its id and all its data lines', () => {
  const messages = new SseParser().push('id: 7\ndata: one\ndata:two\n\n');
  expect(messages).toEqual([{ id: '7', data: 'one\ntwo' }]);
});

test('comments, unknown fields and empty messages are dropped', () => {
  expect(new SseParser().push(': still here\n\nevent: x\nretry: 5\n\ndata: a\n\n')).toEqual([
    { id: null, data: 'a' },
  ]);
});

test('where the stream is cut does not matter', () => {
  const text = 'id: 1\r\ndata: ä{"a":1}\r\n\r\n: ping\n\nid: 2\ndata: b\n\ndata: c\n\n';
  const whole = new SseParser().push(text);
  expect(whole).toHaveLength(3);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 6 }), (cuts) => {
      const ends = [...cuts.sort((a, b) => a - b), text.length];
      const parser = new SseParser();
      const messages = ends.flatMap((end, index) => parser.push(text.slice(ends[index - 1] ?? 0, end)));
      expect(messages).toEqual(whole);
    }),
  );
});
