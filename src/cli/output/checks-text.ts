import type { RequestView } from '../../protocol/request.ts';
import { plain } from './plain.ts';

type Checks = NonNullable<RequestView['pullRequest']>['checks'];

/** Names in one line; the rest is in `show --json`. */
const mostNamed = 10;

/** `failing: build, test (required); pending: lint`. */
export function checksText(checks: Checks): string | null {
  if (checks === null) return null;
  const groups = (['failing', 'pending'] as const).filter((state) => checks[state].length > 0);
  if (groups.length === 0) return checks.state;
  return groups.map((state) => `${state}: ${names(checks[state], checks.required ?? [])}`).join('; ');
}

function names(all: readonly string[], required: readonly string[]): string {
  const shown = all
    .slice(0, mostNamed)
    .map((name) => `${plain(name)}${required.includes(name) ? ' (required)' : ''}`);
  const left = all.length - shown.length;
  return [...shown, ...(left > 0 ? [`${left} more`] : [])].join(', ');
}
