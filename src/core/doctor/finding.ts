import { type DoctorCheck, type DoctorProblem, doctorProblems } from './doctor-problem.ts';

/** What may be mended without asking: it takes nothing from anybody. */
export type Fix =
  | { kind: 'permissions'; path: string; mode: number }
  /** All records of dead processes at once; whether they are dead is asked again, under their locks. */
  | { kind: 'repair_records' };

/** Unknown: it could not be looked at, and nothing is concluded from that. */
export type FindingLevel = 'ok' | 'warning' | 'problem' | 'unknown';

export interface Finding {
  check: DoctorCheck;
  level: FindingLevel;
  /** Null unless something is wrong. */
  problem: DoctorProblem | null;
  /** One sentence. */
  what: string;
  why: string | null;
  /** A command, or what to do where none does it. */
  mend: string | null;
  fix: Fix | null;
}

export const fine = (check: DoctorCheck, what: string): Finding => ({ ...silent, check, level: 'ok', what });

export const notKnown = (check: DoctorCheck, what: string): Finding => ({
  ...silent,
  check,
  level: 'unknown',
  what,
});

export function found(
  problem: DoctorProblem,
  { what, mend, fix = null }: { what: string; mend: string; fix?: Fix | null },
): Finding {
  const { check, level, why } = doctorProblems[problem];
  return { check, level, problem, what, why, mend, fix };
}

const silent = { problem: null, why: null, mend: null, fix: null } as const;

/** A fact that was looked for. */
export type Known<T> = { kind: 'known'; value: T } | { kind: 'unknown'; why: string };
