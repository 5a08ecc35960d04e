import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { containmentHere } from './tiers.ts';

/** One way to get away from a session, as the agent's own shell does it. */
export interface Escape {
  name: string;
  /** Leaves a process that writes its pid to `escaped` in the workspace, and lives on. */
  script: string;
  /** Where a stop finds it. */
  caughtOn: readonly (1 | 3)[];
}

/** `$$` of this shell is what the test looks for. */
const me = 'echo $$ > escaped.new && mv escaped.new escaped; exec sleep 600';
const here = `sh -c '${me}'`;
const elsewhere = `sh -c 'w=$PWD; cd /; echo $$ > "$w/escaped.new" && mv "$w/escaped.new" "$w/escaped"; exec sleep 600'`;
const inQuotes = here.replaceAll('$', '\\$');
const devServer =
  "require('http').createServer().listen(0, () => require('fs').writeFileSync('escaped', String(process.pid)))";
const cleared = 'env -i PATH="$PATH" PWD="$PWD"';

const everywhere = [1, 3] as const;

const common: readonly Escape[] = [
  { name: 'a plain child', script: `${here} &`, caughtOn: everywhere },
  { name: 'nohup', script: `nohup ${here} > /dev/null 2>&1 &`, caughtOn: everywhere },
  { name: 'setsid', script: `setsid ${here} &`, caughtOn: everywhere },
  { name: 'a double fork', script: `(setsid ${here} &)`, caughtOn: everywhere },
  { name: 'an empty environment', script: `(${cleared} setsid ${here} &)`, caughtOn: everywhere },
  { name: 'another working directory', script: `(setsid ${elsewhere} &)`, caughtOn: everywhere },
  { name: 'signals ignored', script: `(trap "" TERM HUP INT; setsid ${here} &)`, caughtOn: everywhere },
  {
    name: 'stopped',
    script: `(setsid sh -c 'echo $$ > escaped.new && mv escaped.new escaped; kill -STOP $$; sleep 600' &)`,
    caughtOn: everywhere,
  },
  {
    name: 'a dev server',
    script: `setsid nohup '${process.execPath}' -e "${devServer}" > /dev/null 2>&1 &`,
    caughtOn: everywhere,
  },
  {
    name: 'a tmux server of its own',
    script: `tmux -S mine -f /dev/null new-session -d "${inQuotes}"`,
    caughtOn: everywhere,
  },
  {
    name: "a window in the session's own tmux",
    script: `tmux new-window -d "${inQuotes}"`,
    caughtOn: everywhere,
  },
  { name: 'all of it: a full daemon', script: `(${cleared} setsid ${elsewhere} &)`, caughtOn: [1] },
];

/** Root may write itself into any cgroup: the sweep behind the cgroup is what finds it then. */
const asRoot = (rootGroup: string): Escape => ({
  name: 'the root cgroup',
  script: `(setsid sh -c 'echo $$ > ${rootGroup}/cgroup.procs; ${me}' &)`,
  caughtOn: everywhere,
});

export const escapes: readonly Escape[] =
  containmentHere.tier === 1 && process.getuid?.() === 0
    ? [...common, asRoot(topOf(containmentHere.home.parent))]
    : common;

/** The uppermost folder that is a cgroup. */
function topOf(path: string): string {
  const above = dirname(path);
  const isCgroup = existsSync(join(above, 'cgroup.procs')) || !existsSync(path);
  return isCgroup ? topOf(above) : path;
}
