interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** A whole list, page by page. */
export async function everyPage<T>(
  list: (page: { cursor: string | undefined; limit: number }) => Promise<Page<T>>,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await list({ cursor, limit: 500 });
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}
