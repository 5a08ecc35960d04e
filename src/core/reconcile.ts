interface Planned {
  part: string;
  subject: string;
  action: string;
}

/** What a dry run says of a plan. */
export const wouldDo = <T extends Planned>(plan: readonly T[]) =>
  plan.map((item) => ({ ...item, outcome: 'would' as const }));

/** What became of a plan: what is no longer to be done, was done. */
export function whatWasDone<T extends Planned>(plan: readonly T[], planAfter: readonly T[]) {
  const left = new Set(planAfter.map(keyOf));
  return plan.map((item) => ({
    ...item,
    outcome: left.has(keyOf(item)) ? ('left' as const) : ('done' as const),
  }));
}

const keyOf = ({ part, subject, action }: Planned): string => JSON.stringify([part, subject, action]);
