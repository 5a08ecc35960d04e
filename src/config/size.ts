const units = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 } as const;
type Unit = keyof typeof units;

/** Bytes of `500MiB`, `1.5GiB`, `4096B`; null when the text is no size. */
export function parseSize(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)\s*(B|KiB|MiB|GiB|TiB)$/.exec(text.trim());
  if (!match) return null;
  const bytes = Math.round(Number(match[1]) * units[match[2] as Unit]);
  return Number.isSafeInteger(bytes) ? bytes : null;
}

/** Bytes in the largest unit of which there is at least one, with one digit: `4.7GiB`. */
export function formatSize(bytes: number): string {
  const names: Unit[] = ['TiB', 'GiB', 'MiB', 'KiB'];
  const unit = names.find((name) => bytes >= units[name]) ?? 'B';
  return `${Math.floor((bytes / units[unit]) * 10) / 10}${unit}`;
}
