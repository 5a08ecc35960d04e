import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { containmentHere } from './tiers.ts';

/** One way to get away from a session, as the agent's own shell does it. */
export interface Escape {
  name: string;
  /** Leaves a process that writes its pid to `escaped` in the workspace, and lives on. */
  script: string;
  /** When a stop on tier 3 does not find it. Tier 1 finds all. */
  unseen: 'never' | 'when_its_parent_is_gone' | 'always';
  /** The worker has looked while its parent lived. */
  recorded?: true;
}

/** `$$` of this shell is what the test looks for. */
const me = 'echo $$ > escaped.new && mv escaped.new escaped; exec sleep 600';
const here = `sh -c '${me}'`;
const elsewhere = `sh -c 'w=$PWD; cd /; echo $$ > "$w/escaped.new" && mv "$w/escaped.new" "$w/escaped"; exec sleep 600'`;
const inQuotes = here.replaceAll('$', '\\$');
const devServer =
  "require('http').createServer().listen(0, () => require('fs').writeFileSync('escaped', String(process.pid)))";
const cleared = 'env -i PATH="$PATH" PWD="$PWD"';

/** A daemon in all but name: it is the agent's child for as long as the agent lives. */
const hidden = `${cleared} setsid sh -c 'trap "" TERM HUP INT; w=$PWD; cd /; echo $$ > "$w/escaped.new" && mv "$w/escaped.new" "$w/escaped"; exec sleep 600' &`;

const common: readonly Escape[] = [
  { name: 'a plain child', script: `${here} &`, unseen: 'never' },
  { name: 'nohup', script: `nohup ${here} > /dev/null 2>&1 &`, unseen: 'never' },
  { name: 'setsid', script: `setsid ${here} &`, unseen: 'never' },
  { name: 'a double fork', script: `(setsid ${here} &)`, unseen: 'never' },
  { name: 'an empty environment', script: `(${cleared} setsid ${here} &)`, unseen: 'never' },
  { name: 'another working directory', script: `(setsid ${elsewhere} &)`, unseen: 'never' },
  { name: 'signals ignored', script: `(trap "" TERM HUP INT; setsid ${here} &)`, unseen: 'never' },
  {
    name: 'stopped',
    script: `(setsid sh -c 'echo $$ > escaped.new && mv escaped.new escaped; kill -STOP $$; sleep 600' &)`,
    unseen: 'never',
  },
  {
    name: 'a dev server',
    script: `setsid nohup '${process.execPath}' -e "${devServer}" > /dev/null 2>&1 &`,
    unseen: 'never',
  },
  {
    name: 'a tmux server of its own',
    script: `tmux -S mine -f /dev/null new-session -d "${inQuotes}"`,
    unseen: 'never',
  },
  {
    name: "a window in the session's own tmux",
    script: `tmux new-window -d "${inQuotes}"`,
    unseen: 'never',
  },
  {
    name: 'a stubborn child with an empty environment elsewhere',
    script: hidden,
    unseen: 'when_its_parent_is_gone',
  },
  { name: 'the same, once it was recorded', script: hidden, unseen: 'never', recorded: true },
  { name: 'all of it: a full daemon', script: `(${cleared} setsid ${elsewhere} &)`, unseen: 'always' },
];

/** Root may write itself into any cgroup: the sweep behind the cgroup is what finds it then. */
const asRoot = (rootGroup: string): Escape => ({
  name: 'the root cgroup',
  script: `(setsid sh -c 'echo $$ > ${rootGroup}/cgroup.procs; ${me}' &)`,
  unseen: 'never',
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
