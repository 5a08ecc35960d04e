import { expect, test } from 'vitest';
import { addForgeFeedback, type ForgeFeedback } from '../../src/store/add-forge-feedback.ts';
import { addRequest } from '../../src/store/add-request.ts';
import { openStore } from '../support/open-store.ts';

const requestId = 'r00000001';
const wanted = {
  repository: 'acme/widgets',
  remote: '/srv/git/widgets',
  prompt: 'Do it.',
  agent: 'scripted',
};

async function storeWithRequest() {
  const { db, writer } = await openStore();
  await writer.write((write) => addRequest(write, { id: requestId, wanted, idempotency: null }));
  let said = 0;
  /** A review that is edited keeps its time: its revision is told by the text alone. */
  const review = (text: string, more: Partial<ForgeFeedback> = {}) => {
    said += 1;
    const id = `f${said}`;
    const where = { object: 'review:1', revision: text, source: 'review', url: 'https://forge/1' } as const;
    const feedback = { id, requestId, author: 'alice', text, ...where, ...more };
    return writer.write((write) => addForgeFeedback(write, feedback, 'ignore'));
  };
  const delivered = () => db.updateTable('feedback').set({ status: 'delivered' }).execute();
  const rows = () => db.selectFrom('feedback').select(['text', 'status']).orderBy('ordinal').execute();
  return { review, delivered, rows };
}

test('the same revision of the same thing is one row, whichever way and however often it comes', async () => {
  const { review, rows } = await storeWithRequest();
  expect(await Promise.all([review('One.'), review('One.'), review('One.')])).toEqual([
    'added',
    'known',
    'known',
  ]);
  expect(await review('One.', { object: 'review:2' })).toBe('added');
  expect(await rows()).toHaveLength(2);
});

test('a review that is edited back to what was read is not read again', async () => {
  const { review, delivered, rows } = await storeWithRequest();
  await review('One.');
  await delivered();
  expect(await review('Two.')).toBe('added');
  expect(await review('One.')).toBe('edited');
  expect(await rows()).toEqual([
    { text: 'One.', status: 'delivered' },
    { text: 'Two.', status: 'ignored' },
  ]);
  expect(await review('One.')).toBe('known');
});

test('nothing is kept of what is said about a request that is not there', async () => {
  const { review, rows } = await storeWithRequest();
  expect(await review('One.', { requestId: 'r00000009' })).toBe('known');
  expect(await rows()).toEqual([]);
});
