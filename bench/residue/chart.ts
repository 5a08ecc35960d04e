/** One bar: how many of all processes survived a way to end sessions. */
export interface Bar {
  name: string;
  survivors: number;
  /** Median of one session. */
  ms: number;
}

const width = 720;
const left = 170;
const barHeight = 22;
const rowHeight = 34;
const top = 58;

/** Survivors by way, as an SVG that reads on light and dark pages. */
export function chart(bars: readonly Bar[], all: number): string {
  const height = top + bars.length * rowHeight + 14;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13" fill="#6e7781">`,
    `  <title>Processes that survive the end of a session</title>`,
    `  <text x="16" y="24" font-size="16" font-weight="bold">Processes that survive the end of a session</text>`,
    `  <text x="16" y="43">of ${all} that five leaking agents left, and the time for one session</text>`,
    ...bars.flatMap((bar, index) => barLines(bar, all, top + index * rowHeight)),
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

function barLines({ name, survivors, ms }: Bar, all: number, y: number): string[] {
  const length = Math.round((survivors / all) * (width - left - 150));
  const text = y + 16;
  const colour = survivors === 0 ? '#1a7f37' : '#cf222e';
  return [
    `  <text x="${left - 10}" y="${text}" text-anchor="end">${name}</text>`,
    `  <rect x="${left}" y="${y}" width="${Math.max(length, 2)}" height="${barHeight}" fill="${colour}"/>`,
    `  <text x="${left + Math.max(length, 2) + 8}" y="${text}">${survivors} (${ms.toFixed(0)} ms)</text>`,
  ];
}
