import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { aliveness, type ProcessIdentity, readIdentity } from '../../../src/edge/processes/identity.ts';
import { signalProcess } from '../../../src/edge/processes/signal.ts';
import { type GuardedSession, launchedSession } from '../../support/guarded-session.ts';
import { tiersHere } from '../../support/tiers.ts';
import { until } from '../../support/until.ts';

/** Each leaves a process that writes its pid to `escaped` and sleeps. `me` is that process. */
const me = 'echo $$ > escaped.new && mv escaped.new escaped; exec sleep 600';
const inWorkspace = `sh -c '${me}'`;
const elsewhere = `sh -c 'w=$PWD; cd /; echo $$ > "$w/escaped.new" && mv "$w/escaped.new" "$w/escaped"; exec sleep 600'`;

/** What a script does, and on which tiers its process is found. */
const escapes: [name: string, script: string, tiers: (1 | 3)[]][] = [
  ['a plain child', `${inWorkspace} &`, [1, 3]],
  ['nohup', `nohup ${inWorkspace} >/dev/null 2>&1 &`, [1, 3]],
  ['setsid', `setsid ${inWorkspace} &`, [1, 3]],
  ['a double fork', `(setsid ${inWorkspace} & )`, [1, 3]],
  ['an empty environment', `(env -i PATH="$PATH" setsid ${inWorkspace} &)`, [1, 3]],
  ['another working directory', `(setsid ${elsewhere} &)`, [1, 3]],
  ['an ignored TERM and HUP', `(trap "" TERM HUP; setsid ${inWorkspace} &)`, [1, 3]],
  [
    'a tmux server of its own',
    `tmux -S mine -f /dev/null new-session -d "${inWorkspace.replaceAll('$', '\\$')}"`,
    [1, 3],
  ],
  [
    "a window in the session's own tmux",
    `tmux new-window -d "${inWorkspace.replaceAll('$', '\\$')}"`,
    [1, 3],
  ],
  ['all at once', `(env -i PATH="$PATH" PWD="$PWD" setsid ${elsewhere} &)`, [1]],
];

/** The identity of what got away, ended with the test whoever caught it. */
async function escaped(session: GuardedSession): Promise<ProcessIdentity> {
  const path = join(session.workspace, 'escaped');
  await until('it got away', () => existsSync(path));
  const identity = readIdentity(Number(readFileSync(path, 'utf8')));
  if (identity === null) throw new Error('it ended by itself');
  onTestFinished(() => void signalProcess(identity, 'SIGKILL'));
  return identity;
}

describe.each(tiersHere)('on tier %i', (tier) => {
  describe.each([
    ['while the agent works', 'exec sleep 600'],
    ['after the agent has ended', 'exit 0'],
  ])('%s', (_, ending) => {
    it.each(escapes)('%s', async (_name, script, caughtOn) => {
      const session = await launchedSession(['sh', '-c', `${script}\n${ending}`], { tier });
      const identity = await escaped(session);
      const receipt = await session.stop(200);
      expect(receipt).toMatchObject({ proof: tier === 1 ? 'proved' : 'swept', residue: [] });
      expect(aliveness(identity)).toBe(caughtOn.includes(tier) ? 'dead' : 'alive');
    });
  });

  it('ends what starts itself again every few milliseconds', async () => {
    const again = 'again() { sleep 0.003; again & }; (trap "" TERM; again) & exec sleep 600';
    const session = await launchedSession(['sh', '-c', again], { tier });
    expect(await session.stop(100)).toMatchObject({ residue: [] });
  });
});
