import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RunCgroup } from './global-cgroup.ts';
import { endLeftovers, settleLeftovers } from './global-leftovers.ts';
import { findTraces } from './global-traces.ts';

/**
 * Gives this run a temporary folder, a home and a git identity of its own, and fails it when anything is left in
 * the end. The folder's name marks all that the tests start: it is in the environment, arguments or directory.
 */
export default function setup(): () => Promise<void> {
  const name = `planeguard-test-${process.pid}-run`;
  const folder = join(realpathSync(tmpdir()), name);
  const leftovers = process.env.TEST_LEFTOVERS;
  delete process.env.TEST_LEFTOVERS;
  isolate(folder);
  const run = { folder, cgroup: RunCgroup.enter(name), tracesBefore: findTraces() };
  return async () => {
    const left = await settleLeftovers(run);
    await endLeftovers(run, left);
    rmSync(folder, { recursive: true, force: true });
    await run.cgroup?.leave();
    if (left.length === 0) return;
    process.exitCode = 1;
    const sentence = `the tests left behind:\n${left.map(({ what }) => `  ${what}`).join('\n')}`;
    if (leftovers !== undefined) writeFileSync(leftovers, sentence);
    throw new Error(sentence);
  };
}

/** Nothing of the person who runs the tests is read or written: no state, configuration, identity, login. */
function isolate(folder: string): void {
  const home = join(folder, 'home');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o755 });
  mkdirSync(home, { mode: 0o700 });
  const gitConfig = join(home, '.gitconfig');
  // Looking whether there is something to maintain takes two processes after each commit, fetch and push.
  writeFileSync(
    gitConfig,
    '[user]\n\tname = A Person\n\temail = person@example.org\n[init]\n\tdefaultBranch = main\n[maintenance]\n\tauto = false\n[receive]\n\tautogc = false\n',
  );
  for (const name of Object.keys(process.env)) {
    if (/^(PLANEGUARD|AGENT_SESSION|XDG|GIT|TMUX|CODEX|CODE)(_|$)/.test(name)) delete process.env[name];
  }
  Object.assign(process.env, { HOME: home, TMPDIR: folder, GIT_CONFIG_GLOBAL: gitConfig });
}
