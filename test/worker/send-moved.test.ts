import { expect, test } from 'vitest';
import { CallError } from '../../src/edge/control-plane/call-error.ts';
import { controlPlaneClient } from '../../src/edge/control-plane-client.ts';
import { ProblemError, problemObject } from '../../src/protocol/problem.ts';
import { sendMoved } from '../../src/worker/send-moved.ts';
import { httpServer } from '../support/http-server.ts';
import { recordOf } from '../support/session-record.ts';
import { TestClock } from '../support/test-clock.ts';

const record = recordOf();

async function contextAnsweredBy(databaseId: string) {
  const problem = problemObject(new ProblemError('attempt_gone', 'That attempt is not known.'));
  const headers = { 'planeguard-database': databaseId, 'planeguard-generation': '1' };
  const url = await httpServer((_, response) => {
    response.writeHead(problem.status, headers).end(JSON.stringify(problem));
  });
  const clock = new TestClock();
  const client = controlPlaneClient({ url: () => url, token: () => null, clock });
  return { client, clock, workerId: 'worker-1' };
}

test('that the granting database refuses a merge means that it is known', async () => {
  const context = await contextAnsweredBy(record.database.id);
  await expect(sendMoved(context, record, 'merged')).resolves.toBeUndefined();
});

test('that another database refuses it means nothing: it is sent again', async () => {
  const sent = sendMoved(await contextAnsweredBy('another'), record, 'merged');
  await expect(sent).rejects.toBeInstanceOf(CallError);
  await expect(sent).rejects.toMatchObject({ failure: 'misconfigured' });
});
