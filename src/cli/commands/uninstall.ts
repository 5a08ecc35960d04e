import { existsSync } from 'node:fs';
import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { configOrDefaults } from '../daemon/config-or-defaults.ts';
import { endDaemons } from '../daemon/end-daemons.ts';
import { endOrphans } from '../daemon/end-sessions.ts';
import type { DefineCommand } from '../define-command.ts';
import { plain } from '../output/plain.ts';
import { ownInitSystem } from '../service/own-init-system.ts';
import { removeService } from '../service/remove-service.ts';
import { installedName } from '../service/service-plan.ts';
import { holdStateDirectory } from '../state/hold-state-directory.ts';
import { confirm } from '../uninstall/confirm.ts';
import { findLosses } from '../uninstall/find-losses.ts';
import { purge, refuseStrange } from '../uninstall/purge.ts';
import { removeRunTime } from '../uninstall/remove-run-time.ts';

interface UninstallOptions {
  purge?: true;
  yes?: true;
}

export const defineUninstall: DefineCommand = (command, perform) => {
  command
    .option('--purge', 'delete the state directory too; refused while it holds work')
    .option('--yes', 'do not ask')
    .addHelpText(
      'after',
      '\nThe program itself goes with: npm uninstall -g planeguard, or with its checkout.\nExample:\n  planeguard uninstall --purge',
    )
    .action((options: UninstallOptions) => perform((context) => uninstall(context, options)));
};

/** Ends what runs, with proof, and removes what is outside of the state directory. Idempotent. */
async function uninstall(context: CliContext, options: UninstallOptions): Promise<number> {
  const { layout, output } = context;
  if (!existsSync(layout.root)) return say(context, { ended: [], purged: false, left: [] });
  if (options.purge) {
    refuseStrange(layout);
    await refuseLosses(context);
    const question = `Delete ${plain(layout.root)}, with its requests and their history?`;
    if (!options.yes && !(await confirm(question))) {
      output.note('Nothing was changed.');
      return 0;
    }
  }
  const ended = [...(await endService(context)), ...(await endAll(context))];
  const { release } = holdStateDirectory(layout, 'uninstalled');
  try {
    removeRunTime(layout);
    if (!options.purge) return say(context, { ended, purged: false, left: [] });
    // What was ended may have left work.
    await refuseLosses(context);
    return say(context, { ended, purged: true, left: await purge(layout) });
  } finally {
    release();
  }
}

/**
 * A unit that stayed would start everything again.
 * @throws ProblemError misconfigured: the service manager that has it does not answer.
 */
async function endService({ layout }: CliContext): Promise<string[]> {
  if (!existsSync(layout.service)) return [];
  const name = installedName(layout);
  await removeService(layout, await ownInitSystem(), name);
  return [`service ${name}`];
}

async function endAll(context: CliContext): Promise<string[]> {
  const config = await configOrDefaults(context);
  const options = { keepSessions: false, graceMs: config.session.graceMs };
  const ended: string[] = await endDaemons(context, ['up', 'supervisor', 'worker'], options);
  const orphans = await endOrphans(context, config);
  ended.push(...(await endDaemons(context, ['control plane'], options)));
  return [...ended, ...orphans.map((id) => `session ${id}`)];
}

/** @throws ProblemError state_refused, with what settles each. */
async function refuseLosses(context: CliContext): Promise<void> {
  const losses = await findLosses(context);
  if (losses.length === 0) return;
  const errors = losses.map(({ kind, id, command }) => ({ path: `${kind} ${id}`, message: command }));
  const one = errors.map(({ path, message }) => `${path} (${message})`)[0] ?? '';
  const what = losses.length === 1 ? one : `${losses.length} things would be lost`;
  throw new ProblemError('state_refused', `${context.layout.root} is not deleted: ${what}.`, { errors });
}

interface Uninstalled {
  ended: string[];
  purged: boolean;
  /** What is somebody else's in the state directory. */
  left: string[];
}

function say({ layout, output }: CliContext, done: Uninstalled): number {
  const { ended, purged, left } = done;
  if (output.json) output.value({ ...done, stateDirectory: layout.root });
  else {
    output.line(ended.length === 0 ? 'Nothing was running.' : `Ended: ${ended.join(', ')}.`);
    if (purged && left.length > 0)
      output.line(`${plain(layout.root)} stays: ${left.map(plain).join(', ')} is not of Planeguard.`);
    else if (purged) output.line(`Deleted: ${plain(layout.root)}`);
    else if (existsSync(layout.root))
      output.line(`${plain(layout.root)} stays. Delete it: planeguard uninstall --purge`);
  }
  return 0;
}
