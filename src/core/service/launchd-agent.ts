import type { ServicePlan } from './service-plan.ts';

/** Aqua: with the person's graphical login, keychain included. Background: on a Mac without one (ssh). */
export type LaunchdSession = 'Aqua' | 'Background';

export const launchdLabel = (name: string): string => `dev.planeguard.${name}`;

/**
 * A launch agent (launchd.plist(5)). AbandonProcessGroup spares what the process has started; ProcessType Interactive
 * keeps launchd from throttling the builds of agents.
 */
export function launchdAgent(plan: ServicePlan, session: LaunchdSession): string {
  const variables = Object.entries(plan.variables).map(([name, value]) => `    ${entry(name, value)}`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  ${entry('Label', launchdLabel(plan.name))}
  <key>ProgramArguments</key>
  <array>
${plan.argv.map((word) => `    <string>${escaped(word)}</string>`).join('\n')}
  </array>
  <key>EnvironmentVariables</key>
  <dict>
${variables.join('\n')}
  </dict>
  ${entry('WorkingDirectory', plan.home)}
  ${entry('StandardOutPath', plan.output)}
  ${entry('StandardErrorPath', plan.output)}
  ${entry('LimitLoadToSessionType', session)}
  ${entry('ProcessType', 'Interactive')}
  <key>RunAtLoad</key><true/>
  <key>KeepAlive</key><true/>
  <key>AbandonProcessGroup</key><true/>
  <key>ThrottleInterval</key><integer>5</integer>
  <key>ExitTimeOut</key><integer>90</integer>
</dict>
</plist>
`;
}

const entry = (key: string, value: string): string =>
  `<key>${escaped(key)}</key><string>${escaped(value)}</string>`;

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
