import { execFile } from 'node:child_process';
import { chownSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { ownCgroupPath } from '../../../src/edge/containment/cgroup-home.ts';
import { hasCode } from '../../../src/edge/files.ts';
import { testEnvironment } from '../../support/git-repository.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { containmentHere } from '../../support/tiers.ts';
import { until } from '../../support/until.ts';

/** An account without any rights, under whatever name. */
const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

const files = [
  'test/worker/stop/escapes.test.ts',
  'test/worker/stop/innocents.test.ts',
  'test/edge/containment/',
];

/** As a service manager delegates one (cgroups(7)): the user owns the folder, and the files that move processes. */
function delegatedCgroup(): string | null {
  const own = ownCgroupPath();
  if (own === null || containmentHere.tier !== 1) return null;
  const path = join(own, `delegated-${process.pid}`);
  mkdirSync(path);
  for (const name of ['', 'cgroup.procs', 'cgroup.threads', 'cgroup.subtree_control'])
    chownSync(join(path, name), nobody, nobody);
  onTestFinished(async () => {
    await until('the delegated cgroup is removed', () => isRemoved(path));
  });
  return path;
}

function isRemoved(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch (error) {
    if (hasCode(error, 'EBUSY')) return false;
    throw error;
  }
}

function folderOfNobody(): string {
  const folder = temporaryFolder();
  chownSync(folder, nobody, nobody);
  return folder;
}

/** Joins as root, then gives up every right. */
const asNobody = `[ -z "$1" ] || echo $$ > "$1/cgroup.procs" || exit 125; shift
exec setpriv --reuid=${nobody} --regid=${nobody} --clear-groups "$@"`;

const reportSchema = z.object({
  success: z.boolean(),
  testResults: z.array(
    z.object({ assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })) }),
  ),
});

it.runIf(isRoot)(
  'escapes, innocents and cells come out the same for an ordinary user',
  async () => {
    const cgroup = delegatedCgroup();
    const folder = folderOfNobody();
    const output = join(folder, 'report.json');
    const options = ['--configLoader=native', '--reporter=json', `--outputFile=${output}`, '--maxWorkers=2'];
    const vitest = [process.execPath, 'node_modules/vitest/vitest.mjs', 'run', ...options, ...files];
    const env = { ...testEnvironment(), TMPDIR: folder, HOME: folder };
    await promisify(execFile)('sh', ['-c', asNobody, 'sh', cgroup ?? '', ...vitest], { env });
    const report = reportSchema.parse(JSON.parse(readFileSync(output, 'utf8')));
    const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults);
    expect(tests.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(report.success).toBe(true);
    const passed = tests.filter(({ status }) => status === 'passed').map(({ fullName }) => fullName);
    for (const tier of cgroup === null ? [3] : [1, 3])
      expect(passed).toContainEqual(expect.stringContaining(`on tier ${tier} while the agent works`));
  },
  300_000,
);
