import { personEnvironment } from '../../config/environment.ts';
import { inThisProcess } from '../../edge/control-plane/transport.ts';
import { type ControlPlaneClient, controlPlaneClient } from '../../edge/control-plane-client.ts';
import { openLog } from '../../edge/log.ts';
import { openGitHub } from '../../server/github/github.ts';
import { openControlPlane } from '../../server/main.ts';
import type { CliContext } from '../context.ts';
import { operatorToken } from './token-files.ts';

export interface OfflineInstance {
  client: ControlPlaneClient;
  close(): Promise<void>;
}

/** Opens the state directory itself, under its lock, without listening. Close it soon: nobody else can meanwhile. */
export async function openOffline(context: CliContext): Promise<OfflineInstance> {
  const { layout, clock } = context;
  const { config } = await context.loadConfig();
  const github = openGitHub(config, { clock, environment: personEnvironment() });
  const log = openLog(null, 'silent');
  const plane = await openControlPlane({ layout, config, clock, log, github, embedded: true });
  const client = controlPlaneClient({
    url: () => 'http://planeguard.invalid',
    token: () => operatorToken(layout),
    transport: inThisProcess((request) => plane.app.fetch(request)),
    clock,
  });
  return { client, close: () => plane.close() };
}
