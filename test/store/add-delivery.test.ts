import { expect, test } from 'vitest';
import { addDelivery, settleDeliveries } from '../../src/store/add-delivery.ts';
import { recentDeliveries, waitingDeliveries } from '../../src/store/list-deliveries.ts';
import { openStore } from '../support/open-store.ts';

const delivery = {
  id: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
  event: 'issues',
  action: 'labeled',
  repository: 'acme/widgets',
  subjects: [{ kind: 'issue' as const, number: 1 }],
};

async function place() {
  const { db, writer, time } = await openStore();
  return {
    time,
    add: () => writer.write((write) => addDelivery(write, delivery)),
    settle: (outcome: string) =>
      writer.write((write) => settleDeliveries(write, [delivery.id], { outcome, why: 'because' })),
    waiting: () => waitingDeliveries(db, { after: 0, limit: 10 }),
    all: () => recentDeliveries(db, { before: null, limit: 10 }),
  };
}

test('one that came again before it was looked into keeps waiting, once', async () => {
  const { add, waiting } = await place();
  expect([await add(), await add()]).toEqual(['new', 'repeated']);
  expect(await waiting()).toMatchObject([{ times: 2, processed_at: null }]);
});

test('one that was looked into is not looked into again', async () => {
  const { add, settle, waiting, all } = await place();
  await add();
  await settle('queued');
  expect(await add()).toBe('repeated');
  expect(await waiting()).toEqual([]);
  expect(await all()).toMatchObject([{ times: 2, outcome: 'queued', subjects: null }]);
});

test('one that failed waits again when it is sent again', async () => {
  const { add, settle, waiting, time } = await place();
  await add();
  await settle('failed');
  time.nowMs += 1_000;
  expect(await add()).toBe('new');
  const subjects = JSON.stringify(delivery.subjects);
  expect(await waiting()).toMatchObject([{ times: 2, outcome: null, subjects, received_at: time.nowMs }]);
});
