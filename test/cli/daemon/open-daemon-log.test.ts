import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { logNames, openDaemonLog } from '../../../src/cli/daemon/open-daemon-log.ts';
import { parseConfig } from '../../../src/config/parse-config.ts';
import { stateLayout } from '../../../src/config/state-layout.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test.each(logNames)('the log of %s keeps to a tenth of retention.logs.size, in two files', (name) => {
  const layout = stateLayout(temporaryFolder());
  const config = parseConfig({ path: 'planeguard.yaml', text: 'retention: { logs: { size: 1MiB } }' }, {});
  const log = openDaemonLog(layout, config, name);
  for (let line = 0; line < 2_000; line += 1) log.info({ line }, 'x'.repeat(100));
  const files = readdirSync(layout.logs).sort();
  expect(files).toEqual([`${name}.log`, `${name}.log.1`]);
  const bytes = files.reduce((sum, file) => sum + statSync(join(layout.logs, file)).size, 0);
  expect(bytes).toBeLessThanOrEqual(1024 ** 2 / 10);
});
