import { stripVTControlCharacters } from 'node:util';

/** Something that a person has to look at after a run. */
export interface Finding {
  kind: 'failed' | 'flaky';
  name: string;
  /** What it said, of any length. */
  text: string;
}

/** Where a test runner's own code was is of no use. */
const ofTheRunner = /^\s+at (?:.*node_modules\/|.*\bnode:|new Promise)/;
const longestText = 10;
const longestLine = 200;

/** A name and the first lines of what it said, without colours. */
export function findingLines({ kind, name, text }: Finding): string[] {
  const said = stripVTControlCharacters(text)
    .split('\n')
    .filter((line) => line.trim() !== '' && !ofTheRunner.test(line));
  return [
    kind === 'failed' ? `FAIL ${name}` : `flaky: ${name}`,
    ...said.slice(0, longestText).map((line) => `     ${line.slice(0, longestLine)}`),
  ];
}
