import type { Finding, FindingLevel } from '../../core/doctor/finding.ts';
import type { Colour, Output } from '../output/output.ts';
import { plain } from '../output/plain.ts';

const colours: Readonly<Record<FindingLevel, Colour>> = {
  ok: 'green',
  warning: 'yellow',
  problem: 'red',
  unknown: 'yellow',
};

const checkWidth = 'state-directory'.length + 2;
const levelWidth = 'problem'.length + 2;
const indent = ' '.repeat(levelWidth + checkWidth);

/** What was found, and below it why that matters and what mends it. */
export function findingLines(output: Output, { check, level, what, why, mend, fix }: Finding): string[] {
  const head = `${output.paint(colours[level], level.padEnd(levelWidth))}${check.padEnd(checkWidth)}${plain(what)}`;
  return [
    head,
    ...(why === null ? [] : [`${indent}${why}`]),
    ...(mend === null
      ? []
      : [`${indent}Mend: ${plain(mend)}${fix === null ? '' : '   (planeguard doctor --fix does it)'}`]),
  ];
}

/** `1 problem, 2 warnings, 0 unknown, 12 ok` */
export function countLine(findings: readonly Finding[]): string {
  const count = (level: FindingLevel) => findings.filter((each) => each.level === level).length;
  const plural = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  return `${plural(count('problem'), 'problem')}, ${plural(count('warning'), 'warning')}, ${count('unknown')} unknown, ${count('ok')} ok`;
}
