export interface BodyLimits {
  /** Reading ends there. */
  maxBytes: number;
  /** Told of each part that has come. */
  onPart: () => void;
}

/** The body as text; `whole` is false when there is more of it than wanted. The rest is not read. */
export async function readBody(
  body: AsyncIterable<Uint8Array>,
  { maxBytes, onPart }: BodyLimits,
): Promise<{ text: string; whole: boolean }> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    onPart();
    parts.push(part);
    bytes += part.length;
    if (bytes > maxBytes) return { text: textOf(parts), whole: false };
  }
  return { text: textOf(parts), whole: true };
}

const textOf = (parts: readonly Uint8Array[]): string => new TextDecoder().decode(Buffer.concat(parts));
