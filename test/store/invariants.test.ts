import fc from 'fast-check';
import { expect, test } from 'vitest';
import { heldStates, type RequestState, requestStates } from '../../src/core/request.ts';
import { findRequest } from '../../src/store/find-request.ts';
import { listMessages } from '../../src/store/find-threads.ts';
import { listEvents } from '../../src/store/list-events.ts';
import { listRequests } from '../../src/store/list-requests.ts';
import { unsettledThreads } from '../../src/store/unsettled-threads.ts';
import { openStoreAt, type TestStore } from '../support/open-store.ts';
import { StorePlayer } from '../support/store-player.ts';
import { anyStep, type Step } from '../support/store-steps.ts';

/** Plays random histories; after each step everything that must always hold is looked at. */
function always(check: (played: Played) => Promise<void>): Promise<void> {
  const histories = fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 40 }), async (steps) => {
    const store = await openStoreAt(':memory:');
    const player = new StorePlayer(store);
    await player.begin();
    for (const step of steps) {
      const before = await listRequests(store.db, everything);
      const event = await player.play(step);
      await check({ store, player, step, before, event });
    }
    await store.db.destroy();
  });
  return fc.assert(histories, { numRuns: 60 });
}

interface Played {
  store: TestStore;
  player: StorePlayer;
  step: Step;
  before: Awaited<ReturnType<typeof listRequests>>;
  event: Awaited<ReturnType<StorePlayer['play']>>;
}

const everything = { states: null, repository: null, before: null, limit: 100 };
const isHeld = (state: RequestState) => heldStates.some((held) => held === state);

test('one actor: a request is held exactly when one attempt is open, and that is the newest', async () => {
  await always(async ({ store }) => {
    const open = await store.db.selectFrom('attempts').selectAll().where('ended_at', 'is', null).execute();
    for (const request of await listRequests(store.db, everything)) {
      const own = open.filter((attempt) => attempt.request_id === request.id);
      expect(own.map((attempt) => attempt.number)).toEqual(isHeld(request.state) ? [request.attempt] : []);
    }
  });
});

test('the fence of a request only grows, by one with each grant', async () => {
  await always(async ({ store, before }) => {
    for (const { id, attempt } of before) {
      const after = await findRequest(store.db, id);
      const grown = (after?.attempt ?? 0) - attempt;
      expect(grown === 0 || grown === 1).toBe(true);
    }
  });
});

test('an event with a stale fence, or of an attempt that is over, changes no request', async () => {
  await always(async ({ store, before, event }) => {
    if (event === null) return;
    const request = before.find((one) => one.id === event.attempt.request_id);
    const isHolder =
      request !== undefined && event.fence === event.attempt.number && event.fence === request.attempt;
    if (isHolder && isHeld(request.state)) return;
    expect(event.applied.kind).toBe('refused');
    expect(await listRequests(store.db, everything)).toEqual(before);
  });
});

test('evidence is accepted whatever the state, and none is lost', async () => {
  await always(async ({ store, player }) => {
    const kept = await store.db.selectFrom('evidence').select('event_id').execute();
    expect(kept).toHaveLength(player.acceptedEvidence);
  });
});

test('feedback is never dropped: pending while it can be read, ignored with a reason when it cannot', async () => {
  await always(async ({ store }) => {
    const rows = await store.db.selectFrom('feedback').selectAll().execute();
    for (const { request_id: id, status, reason } of rows) {
      const state = (await findRequest(store.db, id))?.state ?? 'done';
      if (status === 'pending') expect(['done', 'cancelled', 'in_review']).not.toContain(state);
      if (status === 'delivering') expect(isHeld(state)).toBe(true);
      expect(reason !== null).toBe(status === 'ignored');
    }
  });
});

test('each state is the last that the history tells, and ends have a reason and a summary', async () => {
  await always(async ({ store }) => {
    const events = await listEvents(store.db, { requestId: null, afterSeq: 0, limit: 500 });
    for (const request of await listRequests(store.db, everything)) {
      const told = events.filter(({ requestId, kind }) => requestId === request.id && isState(kind));
      expect(told.at(-1)?.kind).toBe(request.state);
      const hasEnded = ['done', 'blocked', 'cancelled'].includes(request.state);
      expect(request.reason !== null).toBe(hasEnded);
      expect(request.summary).not.toBe('');
      expect(request.next).not.toBe('');
    }
  });
});

test('the thread of a request is as its state has it, and its last message tells of that state', async () => {
  await always(async ({ store }) => {
    expect(await unsettledThreads(store.db, 1)).toEqual([]);
    for (const { id: requestId, state } of await listRequests(store.db, everything)) {
      const messages = await listMessages(store.db, { requestId, after: 0, limit: 500 });
      expect(messages.at(-1)?.text.split(/[ :]/)[0]).toBe(state);
    }
  });
});

const isState = (kind: string) => requestStates.some((state) => state === kind);
