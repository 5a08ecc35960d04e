import { type Finding, fine, found, notKnown } from './finding.ts';
import { isAtLeast, parseVersion } from './program-version.ts';

export type ProgramFacts =
  | { kind: 'told'; text: string }
  | { kind: 'missing' }
  | { kind: 'failed'; why: string };

const neededTmux = [3, 2] as const;
const neededNode = [22, 18] as const;

export function judgeTmux(facts: ProgramFacts): Finding[] {
  const mend = 'sudo apt-get install tmux (macOS: brew install tmux)';
  if (facts.kind === 'missing')
    return [found('tmux_missing', { what: 'There is no tmux on the PATH.', mend })];
  if (facts.kind === 'failed') return [notKnown('tmux', `tmux does not tell its version: ${facts.why}.`)];
  const version = parseVersion(facts.text);
  // Builds from sources are called "tmux master" or "openbsd-7.5".
  if (version === null || facts.text.includes('openbsd'))
    return [notKnown('tmux', `Which version ${facts.text} is cannot be told.`)];
  if (isAtLeast(version, neededTmux)) return [fine('tmux', `${facts.text}.`)];
  return [found('tmux_old', { what: `${facts.text}, and 3.2 is needed.`, mend })];
}

/** @param version as in process.version. */
export function judgeNode(version: string): Finding[] {
  const parsed = parseVersion(version);
  if (parsed !== null && isAtLeast(parsed, neededNode)) return [fine('node', `${version}.`)];
  return [
    found('node_old', {
      what: `${version}, and 22.18 is needed.`,
      mend: 'See https://nodejs.org/en/download',
    }),
  ];
}
