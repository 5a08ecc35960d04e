import { findImpureCore } from './checks/core-purity.ts';
import { findBadNames } from './checks/file-names.ts';
import type { Check, Finding } from './checks/finding.ts';
import { findHomeless } from './checks/homes.ts';
import { findImportCircles } from './checks/import-circles.ts';
import { findLayerViolations } from './checks/layers.ts';
import { findModuleMocks } from './checks/module-mocks.ts';
import { findUnlockedPackages } from './checks/packages.ts';
import { readSources } from './checks/source-file.ts';

/** The rules of CONTRIBUTING.md that no bought tool checks. Prints each finding; exits 1 when there is one. */
const checks: readonly Check[] = [
  findLayerViolations,
  findImportCircles,
  findHomeless,
  findImpureCore,
  findModuleMocks,
  findBadNames,
];

const root = process.argv[2] ?? process.cwd();
const files = readSources(root, ['src', 'test', 'scripts', 'bench']);
const findings = [...checks.flatMap((check) => check(files)), ...findUnlockedPackages(root)];
for (const finding of findings) console.error(describe(finding));
console.info(`${files.length} files, ${findings.length} findings`);
process.exitCode = findings.length > 0 ? 1 : 0;

function describe({ path, line, message }: Finding): string {
  return `${path}:${line}: ${message}`;
}
