import { quoteForSh } from '../quote-for-sh.ts';
import { type Finding, fine, found, notKnown } from './finding.ts';

export interface TokenFacts {
  kind: 'operator' | 'worker';
  path: string;
  file:
    | { kind: 'missing' }
    | { kind: 'unreadable'; why: string }
    | { kind: 'empty' }
    | { kind: 'printed' }
    /** The program that should print it: what it did instead. */
    | { kind: 'not_printed'; why: string }
    | { kind: 'there'; mode: number };
  /** What the control plane says of it; `not_asked` while none answers. */
  accepted: 'yes' | 'no' | 'not_asked';
}

export type TokenOrigin = 'here' | 'enrolment' | 'configuration';

export interface CredentialFacts {
  tokens: readonly TokenFacts[];
  /** A control plane has worked on this state directory: it has made them. */
  wereMade: boolean;
  controlPlaneAnswers: boolean;
  /** Where the worker's token comes from: only a start of a control plane here makes one. */
  from: TokenOrigin;
}

export function judgeCredentials(facts: CredentialFacts): Finding[] {
  const { tokens, wereMade, controlPlaneAnswers, from } = facts;
  if (from === 'here' && !wereMade && tokens.every(({ file }) => file.kind === 'missing'))
    return [fine('credentials', 'No tokens yet: the first start of the control plane makes them.')];
  const renew = (isRunning: boolean) => (from === 'here' ? restart(isRunning) : mendsElsewhere[from]);
  return tokens.flatMap((token) => judgeToken(token, controlPlaneAnswers, renew));
}

type Renew = (isRunning: boolean) => string;

function judgeToken(
  { kind, path, file, accepted }: TokenFacts,
  controlPlaneAnswers: boolean,
  renew: Renew,
): Finding[] {
  switch (file.kind) {
    case 'missing':
    case 'empty': {
      const what = `The ${kind}'s token ${path} is ${file.kind}.`;
      return [found('token_missing', { what, mend: renew(controlPlaneAnswers) })];
    }
    case 'unreadable':
      return [notKnown('credentials', `The ${kind}'s token ${path} cannot be read: ${file.why}.`)];
    case 'not_printed': {
      const what = `The ${kind}'s token ${path} is missing: the program ${file.why}.`;
      return [found('token_missing', { what, mend: renew(controlPlaneAnswers) })];
    }
    case 'printed':
      return judgeAcceptance({ kind, path, accepted }, renew);
    case 'there':
      return [...judgeMode(kind, path, file.mode), ...judgeAcceptance({ kind, path, accepted }, renew)];
    default:
      return file satisfies never;
  }
}

function judgeMode(kind: string, path: string, mode: number): Finding[] {
  if ((mode & 0o077) === 0) return [];
  const what = `The ${kind}'s token ${path} can be read by others (mode ${mode.toString(8)}).`;
  const mend = `chmod 600 ${quoteForSh(path)}`;
  return [found('token_readable', { what, mend, fix: { kind: 'permissions', path, mode: 0o600 } })];
}

function judgeAcceptance({ kind, path, accepted }: Omit<TokenFacts, 'file'>, renew: Renew): Finding[] {
  switch (accepted) {
    case 'yes':
      return [fine('credentials', `The ${kind}'s token is accepted.`)];
    case 'not_asked':
      return [fine('credentials', `The ${kind}'s token is there; nobody can be asked whether it is valid.`)];
    case 'no': {
      const what = `The control plane does not accept the ${kind}'s token ${path}.`;
      return [found('token_refused', { what, mend: renew(true) })];
    }
    default:
      return accepted satisfies never;
  }
}

/** A start makes what is missing or not accepted. */
const restart = (isRunning: boolean): string =>
  isRunning ? 'planeguard down --keep-sessions && planeguard up --detach' : 'planeguard up --detach';

export const mendsElsewhere = {
  enrolment: 'planeguard worker enroll --url URL --token-file FILE',
  configuration:
    "Make one on the control plane's host (planeguard token create --kind worker), for worker.tokenFile or worker.tokenCommand",
};
