import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Place } from '../support/place.ts';
import { tlsProxy } from '../support/tls-proxy.ts';
import { until } from '../support/until.ts';

test('a worker goes through TLS in front of its control plane, once its certificate is vouched for', async () => {
  const plane = new Place();
  plane.start('serve');
  await until('the control plane listens', () => existsSync(plane.layout.controlPlaneFile));
  const { url, caFile } = await tlsProxy(plane.url());
  const { stdout } = await plane.planeguard('token', 'create', '--kind', 'enrolment');
  const tokenFile = join(plane.folder, 'enrolment.token');
  writeFileSync(tokenFile, stdout);
  const enroll = ['worker', 'enroll', '--url', url, '--token-file', tokenFile];

  const stranger = await new Place().planeguard(...enroll);
  expect(stranger.exit).not.toBe(0);
  expect(stranger.stderr).toMatch(/self.signed|SELF_SIGNED/);

  const host = new Place({ env: { NODE_EXTRA_CA_CERTS: caFile } });
  expect(await host.planeguard(...enroll)).toMatchObject({ exit: 0 });
  host.start('worker', 'run');
  await until('the worker is healthy', async () => {
    const [worker] = (await plane.client.listWorkers()).items;
    return worker?.health === 'healthy';
  });
}, 60_000);
