import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/edge/clock.ts';
import { type ProcessIdentity, readIdentity } from '../../src/edge/processes/identity.ts';

/** What one agent leaves behind; each process writes its pid below the folder. */
const leaks = (folder: string): string[] => {
  const leak = (name: string) => `sh '${folder}/leak.sh' ${name}`;
  const inside = (name: string) => `"${leak(name)}"`;
  return [
    // Where the terminal's own group reaches:
    `${leak('child')} &`,
    `nohup ${leak('nohup')} > /dev/null 2>&1 &`,
    `sh -c 'echo $$ > ${folder}/pids/npm; ${leak('dev-server')}; true' &`,
    `${leak('test-runner')} &`,
    `(cd /; ${leak('elsewhere')}) &`,
    `env -i PATH="$PATH" ${leak('empty-environment')} &`,
    // Where it does not:
    `setsid ${leak('setsid')} &`,
    `(setsid ${leak('double-fork')} &)`,
    `(cd /; env -i PATH="$PATH" setsid ${leak('daemon')} &)`,
    `(trap '' TERM HUP; setsid ${leak('stubborn')} &)`,
    `tmux -S '${folder}/tmux' -f /dev/null new-session -d ${inside('own-tmux-pane')}`,
    `tmux -S '${folder}/tmux' display-message -p '#{pid}' > '${folder}/pids/own-tmux'`,
    `tmux new-session -d ${inside('session-in-the-same-tmux')}`,
  ];
};
/** As many as the agent leaves. */
export const leaksPerSession = 14;

const startWithinMs = 20_000;

/** Writes the agent's programs into a folder of its own. Returns its command line. */
export function writeLeakingAgent(folder: string): string[] {
  mkdirSync(join(folder, 'pids'), { recursive: true });
  writeFileSync(join(folder, 'leak.sh'), `echo $$ > '${folder}/pids/'$1\nexec sleep 3600\n`);
  writeFileSync(join(folder, 'agent.sh'), `${leaks(folder).join('\n')}\nexec sleep 3600\n`);
  return ['sh', join(folder, 'agent.sh')];
}

/** Waits until all have got away. Throws when they do not. */
export async function leakedProcesses(folder: string): Promise<ProcessIdentity[]> {
  const endMs = systemClock.monotonicMs() + startWithinMs;
  for (;;) {
    const leaked = leakedSoFar(folder);
    if (leaked.length === leaksPerSession) return leaked;
    if (systemClock.monotonicMs() > endMs) throw new Error(`${leaked.length} of ${leaksPerSession} got away`);
    await systemClock.sleep(10);
  }
}

export function leakedSoFar(folder: string): ProcessIdentity[] {
  const files = globSync(join(folder, 'pids/*'));
  const pids = files.map((path) => Number(readFileSync(path, 'utf8'))).filter((pid) => pid > 0);
  return pids.flatMap((pid) => readIdentity(pid) ?? []);
}
