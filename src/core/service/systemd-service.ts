import type { ServicePlan } from './service-plan.ts';

/** How long without a sign of progress until systemd replaces the process. */
const watchdogSeconds = 60;

/**
 * A user unit (systemd.service(5), systemd.unit(5)). Nothing but the main process is ever killed with it: sessions are
 * in scopes of their own, and where the manager makes none, KillMode=process and OOMPolicy=continue spare them.
 * @param version systemd's; from 254 on it can slow down a crash loop.
 */
export function systemdService(plan: ServicePlan, version: number): string {
  const variables = Object.entries(plan.variables).map(
    ([name, value]) => `Environment=${quoted(`${name}=${value}`)}`,
  );
  return `[Unit]
Description=Planeguard (${plan.part}) on ${specifiersOff(plan.stateDir)}
# Never given up.
StartLimitIntervalSec=0

[Service]
Type=notify
# Node sends its notices through systemd-notify(1), a process of its own.
NotifyAccess=all
WatchdogSec=${watchdogSeconds}
WatchdogSignal=SIGKILL
# env(1) first: systemd treats the program's own path differently from arguments.
ExecStart=/usr/bin/env ${plan.argv.map(argument).join(' ')}
WorkingDirectory=-${specifiersOff(plan.home)}
${variables.join('\n')}
Restart=always
${restartPauses(version)}
KillMode=process
OOMPolicy=continue
Delegate=yes
# A large database is checked, copied and changed first: up waits ten minutes for that, and then says so.
TimeoutStartSec=660
TimeoutStopSec=90

[Install]
WantedBy=default.target
`;
}

const restartPauses = (version: number): string =>
  version >= 254 ? 'RestartSec=1\nRestartSteps=8\nRestartMaxDelaySec=60' : 'RestartSec=2';

/** `%` begins a specifier. */
const specifiersOff = (text: string): string => text.replaceAll('%', '%%');

const quoted = (text: string): string =>
  `"${specifiersOff(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

/** In a command line `$` begins a variable. */
const argument = (text: string): string => quoted(text).replaceAll('$', '$$$$');
