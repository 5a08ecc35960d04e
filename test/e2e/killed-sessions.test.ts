import { expect, test } from 'vitest';
import { hasCode } from '../../src/edge/files.ts';
import type { RequestView } from '../../src/protocol/request.ts';
import { readStarted } from '../../src/worker/guard/guard-facts.ts';
import { Place } from '../support/place.ts';
import { descendantsOf, parentPid } from '../support/process-tree.ts';
import { queue, restingRequest, stateReached } from '../support/resting-request.ts';
import { openPullRequest } from '../support/scripts.ts';

/** The first attempt waits to be killed, with a child of its own; the second ends well. */
const victim = `
if [ "$PLANEGUARD_ATTEMPT" = 1 ]; then
  sleep 600 &
  echo $$ > "$MARKS/$PLANEGUARD_REQUEST.new" && mv "$MARKS/$PLANEGUARD_REQUEST.new" "$MARKS/$PLANEGUARD_REQUEST"
  while :; do sleep 0.2; done
fi
${openPullRequest}`;

interface Victim {
  agent: number;
  guard: number;
  tmux: number;
}

const kills: Record<string, (victim: Victim) => number[]> = {
  agent: ({ agent }) => [agent],
  'tmux server': ({ tmux }) => [tmux],
  "guard's parent": ({ guard }) => [guard],
  'whole tree': ({ tmux }) => [tmux, ...descendantsOf(tmux)],
};

/** A victim's own `sleep` may have ended since it was listed. */
function killIfAlive(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!hasCode(error, 'ESRCH')) throw error;
  }
}

test('whoever of a session is killed, the request is retried, ends well, and nothing is left', async () => {
  const place = new Place({ config: { worker: { capacity: 4 } } });
  const agent = place.agent(victim);
  await place.up();
  const ends = await Promise.all(
    Object.entries(kills).map(async ([name, pids]) => {
      const id = await queue(place, agent);
      const pid = Number(await place.untilMark(id));
      await stateReached(place, id, 'running');
      for (const each of pids(victimOf(place, `${id}-1`, pid))) killIfAlive(each);
      return [name, await restingRequest(place, id)] as const;
    }),
  );
  expect(Object.fromEntries(ends.map(([name, request]) => [name, told(request)]))).toEqual({
    agent: ['in_review', 'agent_failed: The agent was ended by signal 9.'],
    'tmux server': [
      'in_review',
      'session_lost: The session, or its terminal, vanished without an exit receipt.',
    ],
    "guard's parent": [
      'in_review',
      'session_lost: The session, or its terminal, vanished without an exit receipt.',
    ],
    'whole tree': [
      'in_review',
      'session_lost: The session, or its terminal, vanished without an exit receipt.',
    ],
  });
});

function victimOf(place: Place, sessionId: string, agent: number): Victim {
  const started = readStarted(place.layout.session(sessionId));
  if (started.kind !== 'started') throw new Error('no start receipt');
  return { agent, guard: started.parent.pid, tmux: parentPid(started.parent.pid) };
}

function told({ state, evidence: { attempts } }: RequestView): string[] {
  const [first] = attempts;
  return [state, `${first?.reason}: ${first?.summary}`];
}
