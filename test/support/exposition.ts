/** One sample of Prometheus' text format. */
export interface Sample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

const sampleLine = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? ([+-]Inf|[-+\d.eE]+)$/;

/**
 * Reads Prometheus' text format 0.0.4 strictly: every line is a comment of HELP or TYPE, or a sample of a family whose
 * TYPE stood before it.
 */
export function parseExposition(text: string): Sample[] {
  if (!text.endsWith('\n')) throw new Error('the last line does not end');
  const families = new Set<string>();
  return text.split('\n').flatMap((line) => {
    if (line === '') return [];
    const comment = /^# (HELP|TYPE) (\S+) (.+)$/.exec(line);
    if (comment?.[1] === 'TYPE') families.add(comment[2] ?? '');
    if (comment) return [];
    const [, name = '', labels = '', value] = sampleLine.exec(line) ?? [];
    const family = name.replace(/_(bucket|sum|count)$/, '');
    if (!families.has(name) && !families.has(family)) throw new Error(`no sample of a known family: ${line}`);
    return [{ name, labels: labelsOf(labels), value: Number(value) }];
  });
}

const labelsOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name = '', value = '']) => [name, value]),
  );

/** The value of the one sample with this name and these labels; null when there is none. */
export function sampleOf(
  samples: readonly Sample[],
  name: string,
  labels: Record<string, string> = {},
): number | null {
  const fits = (sample: Sample) =>
    Object.entries(labels).every(([label, value]) => sample.labels[label] === value);
  return samples.find((sample) => sample.name === name && fits(sample))?.value ?? null;
}
