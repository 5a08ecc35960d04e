import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { diskUsage } from '../../src/edge/disk-usage.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const content = Buffer.alloc(100_000);
/** Root reads everything, unless that is taken from it. */
const asAnybody =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];

function usageSeenByAnybody(path: string): number {
  const file = JSON.stringify(resolve('src/edge/disk-usage.ts'));
  const script = `const { diskUsage } = await import(${file}); console.log(await diskUsage(process.argv[1]));`;
  const [program = '', ...args] = [...asAnybody, process.execPath, '--input-type=module', '-e', script, path];
  return Number(execFileSync(program, args, { encoding: 'utf8' }));
}

it('counts what it may see, and nothing of a folder that is closed or gone', async () => {
  const folder = temporaryFolder();
  const closed = join(folder, 'closed');
  mkdirSync(closed);
  for (const path of [folder, closed]) writeFileSync(join(path, 'file'), content);
  const all = await diskUsage(folder);
  chmodSync(closed, 0);
  const seen = usageSeenByAnybody(folder);
  chmodSync(closed, 0o700);
  expect(seen).toBeGreaterThanOrEqual(content.length);
  expect(seen).toBeLessThan(all);
  expect(await diskUsage(join(folder, 'gone'))).toBe(0);
});
