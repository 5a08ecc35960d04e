import { parseArgs } from 'node:util';
import { adoption } from './figures/adoption.ts';
import { atRest, atRestSwept } from './figures/at-rest.ts';
import { backToClaiming } from './figures/back-to-claiming.ts';
import { cache } from './figures/cache.ts';
import { cancel } from './figures/cancel.ts';
import { claims } from './figures/claims.ts';
import { commands } from './figures/commands.ts';
import type { Figure } from './figures/figure.ts';
import { label } from './figures/label.ts';
import { pullRequest } from './figures/pull-request.ts';
import { replacement } from './figures/replacement.ts';
import { salvage } from './figures/salvage.ts';
import { startAndExit } from './figures/start-and-exit.ts';
import { stop } from './figures/stop.ts';
import { watch } from './figures/watch.ts';
import { webhook } from './figures/webhook.ts';
import { machine, machineLine } from './report/machine.ts';
import { isMet, type Row } from './report/row.ts';
import { tableLines } from './report/table.ts';

const figures: readonly Figure[] = [
  startAndExit,
  pullRequest,
  cancel,
  stop,
  commands,
  claims,
  salvage,
  cache,
  backToClaiming,
  watch,
  adoption,
  atRest,
  atRestSwept,
  replacement,
  webhook,
  label,
];
const names = figures.map(({ name }) => name).join(', ');

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true },
    // A real disk on every system; the temporary folder is often in memory, which flatters.
    in: { type: 'string', default: '/var/tmp' },
  },
});
const { json, only, in: folder } = values;
const unknown = only?.filter((name) => !figures.some((figure) => figure.name === name)) ?? [];
if (unknown.length > 0) {
  process.stderr.write(`There is no figure ${unknown.join(', ')}: choose from ${names}.\n`);
  process.exit(2);
}

const before = machine();
const rows: Row[] = [];
for (const figure of figures) {
  if (only && !only.includes(figure.name)) continue;
  process.stderr.write(`measuring ${figure.name}, about ${figure.seconds} s\n`);
  rows.push(...(await figure.measure(folder)));
}

if (json) {
  const results = rows.map((row) => ({ ...row, met: isMet(row) }));
  process.stdout.write(`${JSON.stringify({ machine: before, rows: results }, null, 2)}\n`);
} else {
  process.stdout.write(`${[machineLine(before), '', ...tableLines(rows)].join('\n')}\n`);
}
process.exitCode = rows.some((row) => isMet(row) === false) ? 1 : 0;
