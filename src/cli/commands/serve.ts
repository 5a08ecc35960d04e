import { personEnvironment } from '../../config/environment.ts';
import { readIdentity } from '../../edge/processes/identity.ts';
import type { CliContext } from '../context.ts';
import { checkFirstStart } from '../daemon/check-first-start.ts';
import { keptByOption } from '../daemon/kept-by-option.ts';
import { forgetThisProcess, type Keeper, recordThisProcess } from '../daemon/process-record.ts';
import { StopSignals } from '../daemon/stop-signals.ts';
import { tellSystemd } from '../daemon/tell-systemd.ts';
import { placeLost, untilTold } from '../daemon/until-told.ts';
import type { DefineCommand } from '../define-command.ts';

export const defineServe: DefineCommand = (command, perform) => {
  command
    .addOption(keptByOption())
    .addHelpText('after', '\nExample:\n  planeguard serve --state-dir /var/lib/planeguard')
    .action(({ keptBy }: { keptBy: Keeper }) => perform((context) => serve(context, keptBy)));
};

/** The control plane alone, until SIGTERM or Ctrl-C. Sessions do not notice. */
async function serve(context: CliContext, keptBy: Keeper): Promise<number> {
  const { layout, clock, output } = context;
  await checkFirstStart(context);
  const { config } = await context.loadConfig();
  const { openDaemonLog } = await import('../daemon/open-daemon-log.ts');
  const { openControlPlane } = await import('../../server/main.ts');
  const { openGitHub } = await import('../../server/github/github.ts');
  const signals = new StopSignals(clock);
  const plane = await openControlPlane({
    layout,
    config,
    clock,
    log: openDaemonLog(layout, config, 'serve'),
    identity: readIdentity(process.pid),
    github: openGitHub(config, { clock, environment: personEnvironment() }),
  });
  try {
    const { url } = await plane.listen(config.server.listen);
    recordThisProcess(layout.serveRecord, { keptBy });
    output.note(`The control plane listens on ${url}`);
    const telling = tellSystemd({ clock, moves: () => true, say: output.note });
    const told = await untilTold(signals, () => plane.isInPlace());
    await telling?.stop();
    if (told !== 'place_lost') return 0;
    output.note(placeLost(layout.root, 'control plane', 'It ends, and frees its port.'));
    return 1;
  } finally {
    await plane.close();
    forgetThisProcess(layout.serveRecord);
  }
}
