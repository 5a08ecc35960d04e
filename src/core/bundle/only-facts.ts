/** Fields of events and receipts whose values are words of ours, ids or paths. All other text may be somebody's. */
const facts: ReadonlySet<string> = new Set([
  ...[
    'reason',
    'state',
    'outcome',
    'proof',
    'kind',
    'type',
    'code',
    'of',
    'kept',
    'signal',
    'health',
    'activity',
  ],
  ...['worker', 'id', 'ref', 'sha', 'version', 'cause', 'hook', 'at', 'since', 'name'],
]);

/** What an event or receipt says in numbers, flags and words of ours; other text is replaced by its length. */
export function onlyFacts(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return facts.has(key) ? value : `[left out: ${value.length} characters]`;
  if (Array.isArray(value)) return value.map((each) => onlyFacts(each, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, onlyFacts(inner, name)]));
}
