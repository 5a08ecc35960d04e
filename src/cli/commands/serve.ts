import type { CliContext } from '../context.ts';
import { checkFirstStart } from '../daemon/check-first-start.ts';
import { forgetThisProcess, recordThisProcess } from '../daemon/process-record.ts';
import { StopSignals } from '../daemon/stop-signals.ts';
import type { DefineCommand } from '../define-command.ts';

export const defineServe: DefineCommand = (command, perform) => {
  command
    .addHelpText('after', '\nExample:\n  planeguard serve --state-dir /var/lib/planeguard')
    .action(() => perform(serve));
};

/** The control plane alone, until SIGTERM or Ctrl-C. Sessions do not notice. */
async function serve(context: CliContext): Promise<number> {
  const { layout, clock, output } = context;
  await checkFirstStart(context);
  const { config } = await context.loadConfig();
  const { openDaemonLog } = await import('../daemon/open-daemon-log.ts');
  const { openControlPlane } = await import('../../server/main.ts');
  const signals = new StopSignals(clock);
  const plane = await openControlPlane({
    layout,
    config,
    clock,
    log: openDaemonLog(layout, config, 'serve'),
  });
  try {
    const { url } = await plane.listen(config.server.listen);
    recordThisProcess(layout.serveRecord);
    output.note(`The control plane listens on ${url}`);
    await signals.next();
  } finally {
    await plane.close();
    forgetThisProcess(layout.serveRecord);
  }
  return 0;
}
