import { join } from 'node:path';
import { getuid } from 'node:process';
import { type LaunchdSession, launchdAgent, launchdLabel } from '../../core/service/launchd-agent.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { type RunResult, run } from '../exec.ts';
import type { InitSystem, InitSystemPlace, InitSystemSearch, ServiceSeen } from './init-system.ts';

const quickMs = 10_000;
/** bootout waits until the program has ended. */
const slowMs = 150_000;

/** launchd, asked through `launchctl` (launchctl(1)): the graphical login's domain where there is one. */
export async function findLaunchd({ home, env }: InitSystemPlace): Promise<InitSystemSearch> {
  const launchctl = (args: readonly string[], timeoutMs = quickMs) =>
    run('launchctl', args, { env, timeoutMs });
  for (const [domain, session] of domains()) {
    const asked = await launchctl(['print', domain]);
    if (asked.failure === 'not_found') return { kind: 'none', why: 'there is no launchd here' };
    if (asked.failure === 'none')
      return { kind: 'found', manager: launchdManager({ home, domain, session, launchctl }) };
  }
  return { kind: 'none', why: 'launchd has no domain for this user' };
}

const domains = (): [domain: string, session: LaunchdSession][] => {
  const uid = getuid?.() ?? 0;
  return [
    [`gui/${uid}`, 'Aqua'],
    [`user/${uid}`, 'Background'],
  ];
};

interface Launchd {
  home: string;
  domain: string;
  session: LaunchdSession;
  launchctl(args: readonly string[], timeoutMs?: number): Promise<RunResult>;
}

function launchdManager({ home, domain, session, launchctl }: Launchd): InitSystem {
  const fileOf = (name: string) => join(home, 'Library/LaunchAgents', `${launchdLabel(name)}.plist`);
  const target = (name: string) => `${domain}/${launchdLabel(name)}`;
  const must = async (args: readonly string[], timeoutMs?: number): Promise<void> => {
    const result = await launchctl(args, timeoutMs);
    if (result.failure === 'none') return;
    const words = result.stderr.trim().split('\n')[0] || result.failure;
    throw new ProblemError('unavailable', `launchctl ${args.join(' ')} failed: ${words}.`);
  };
  const look = async (name: string): Promise<ServiceSeen> => seen(await launchctl(['print', target(name)]));
  const unload = async (name: string): Promise<void> => {
    if ((await look(name)).loaded) await must(['bootout', target(name)], slowMs);
  };
  return {
    kind: 'launchd',
    fileOf,
    textOf: (plan) => launchdAgent(plan, session),
    load: async (name) => {
      await unload(name);
      // An earlier `launchctl disable` would refuse it.
      await must(['enable', target(name)]);
      await must(['bootstrap', domain, fileOf(name)]);
    },
    unload,
    forget: async () => undefined,
    look,
    adviceForLogout: async () =>
      session === 'Aqua'
        ? 'It ends when you log out, and begins at your login: let this Mac log in by itself to have it run always.'
        : null,
  };
}

/** Lines of `launchctl print`: `state = running`, `pid = 123`. */
function seen({ failure, stdout }: RunResult): ServiceSeen {
  const value = (key: string) => new RegExp(`^\\s*${key} = (.*)$`, 'm').exec(stdout)?.[1] ?? null;
  const loaded = failure === 'none';
  const state = value('state') ?? (loaded ? 'unknown' : 'not loaded');
  const pid = Number(value('pid') ?? 0);
  return { loaded, running: loaded && state === 'running', pid: pid > 0 ? pid : null, state };
}
