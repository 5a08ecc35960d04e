/** What an earlier `JSON.stringify` of an object has put into a column. */
export function documentOf(column: string): Record<string, unknown> {
  const value: unknown = JSON.parse(column);
  if (typeof value === 'object' && value !== null) return { ...value };
  throw new TypeError('a column of documents holds something else');
}
