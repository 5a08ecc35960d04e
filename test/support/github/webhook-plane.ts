import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { githubSchema, triggerSchema } from '../../../src/config/github-schema.ts';
import { systemClock } from '../../../src/edge/clock.ts';
import { signatureOf } from '../../../src/edge/forge/github/webhook-signature.ts';
import { openLog } from '../../../src/edge/log.ts';
import { openGitHub } from '../../../src/server/github/github.ts';
import { startControlPlane, type TestControlPlane } from '../control-plane.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { tokenOf } from './people.ts';

export const webhookSecret = 'hush';

export interface WebhookCall {
  body: string | Uint8Array<ArrayBuffer>;
  /** Beside those that GitHub sends; null takes one away. */
  headers?: Record<string, string | null>;
}

export interface WebhookPlane extends TestControlPlane {
  logFile: string;
  /** Where the secret and the token lie. */
  directory: string;
  /** Posts a delivery as GitHub does, signed unless the headers say otherwise. */
  deliver: (call: WebhookCall) => Promise<{ status: number; text: string }>;
}

interface WebhookPlaneOptions {
  /** Where GitHub is; nobody answers there if absent. */
  apiUrl?: string;
  /** As in planeguard.yaml. */
  config?: Record<string, unknown>;
  /** That of an earlier one. */
  folder?: string;
}

/** A control plane that works for `acme/widgets` and hears of it by webhooks. */
export async function webhookPlane({
  apiUrl = 'http://127.0.0.1:9',
  config = {},
  folder = temporaryFolder(),
}: WebhookPlaneOptions = {}): Promise<WebhookPlane> {
  const directory = temporaryFolder();
  writeFileSync(join(directory, 'token'), `${tokenOf('bob')}\n`);
  writeFileSync(join(directory, 'secret'), `${webhookSecret}\n`);
  const logFile = join(directory, 'log');
  const trigger = triggerSchema.parse({ label: 'agent' });
  const settings = {
    github: githubSchema.parse({
      apiUrl,
      tokenFile: 'token',
      webhookSecretFile: 'secret',
      poll: '1h',
      ...config,
    }),
    repositories: [{ name: 'acme/widgets', remote: null, agent: 'scripted', trigger }],
    agents: {},
    directory,
  };
  const github = openGitHub(settings, { clock: systemClock, environment: {} });
  const plane = await startControlPlane({ folder, github, log: openLog(logFile, 'debug') });
  const deliver: WebhookPlane['deliver'] = async ({ body, headers = {} }) => {
    const usual = {
      'content-type': 'application/json',
      'x-github-event': 'issues',
      'x-github-delivery': crypto.randomUUID(),
      'x-hub-signature-256': signatureOf(webhookSecret, body),
    };
    const given = Object.entries({ ...usual, ...headers }).flatMap(([name, value]) =>
      value === null ? [] : [[name, value] as [string, string]],
    );
    const answer = await fetch(`${plane.url}/v1/webhooks/github`, { method: 'POST', body, headers: given });
    return { status: answer.status, text: await answer.text() };
  };
  return { ...plane, logFile, directory, deliver };
}
