import type { Finding } from '../../core/doctor/finding.ts';
import type { CliContext } from '../context.ts';
import type { Output } from '../output/output.ts';
import { applyFix, type Mended } from './apply-fix.ts';
import { startChecks } from './checks.ts';
import { openDoctorPlace } from './doctor-place.ts';
import { countLine, findingLines } from './finding-lines.ts';
import { refuseBundle, writeBundle } from './write-bundle.ts';

export interface DoctorOptions {
  fix?: true;
  bundle?: string;
}

/** Finds and explains what is wrong. Exit 1 when a problem is left. Changes nothing without --fix. */
export async function runDoctor(context: CliContext, options: DoctorOptions): Promise<number> {
  const { output } = context;
  if (options.bundle !== undefined) refuseBundle(context, options.bundle);
  const first = await lookAndTell(context);
  const fixed = options.fix ? mend(context, first) : [];
  const findings = fixed.length > 0 ? await lookAndTell(context) : first;
  const { bundle: file } = options;
  const bundle = file === undefined ? null : await writeBundle(context, file, findings);
  if (output.json) output.value({ items: findings.map((finding) => itemOf(finding, output)), fixed, bundle });
  else output.line(`\n${countLine(findings)}.`);
  if (bundle !== null) output.note(`Wrote ${bundle}. Look through it before you send it.`);
  return findings.some(({ level }) => level === 'problem') ? 1 : 0;
}

/** Each line as soon as it is known, in the order of the checks. */
async function lookAndTell(context: CliContext): Promise<Finding[]> {
  const { output } = context;
  const findings: Finding[] = [];
  for (const started of startChecks(await openDoctorPlace(context))) {
    for (const finding of await started) {
      findings.push(finding);
      if (!output.json) for (const line of findingLines(output, finding)) output.line(line);
    }
  }
  return findings;
}

function mend(context: CliContext, findings: readonly Finding[]): Mended[] {
  const { output } = context;
  const wanted = new Map(
    findings.flatMap(({ fix }) => (fix === null ? [] : [[JSON.stringify(fix), fix] as const])),
  );
  const results = [...wanted.values()].flatMap((fix) => applyFix(context, fix));
  for (const { did, failed } of results)
    output.note(failed === null ? `Done: ${did}` : `Not done: ${did} (${failed})`);
  if (results.length > 0) output.note('Looking again:');
  return results;
}

const itemOf = ({ fix, mend, ...finding }: Finding, { hint }: Output) => ({
  ...finding,
  mend: mend === null ? null : hint(mend),
  fixable: fix !== null,
});
