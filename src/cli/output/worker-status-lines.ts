import { adoptionSummary, adoptions } from '../../core/adoption.ts';
import { repairLines } from '../daemon/repairs.ts';
import type { Restarts } from '../daemon/worker-restarts.ts';
import type { WorkerStatus } from '../daemon/worker-status-file.ts';
import { age, ago } from './age.ts';
import type { Colour, Output } from './output.ts';
import { plain } from './plain.ts';
import { table } from './table.ts';

/** The worker's own view of itself, for a person. */
export function workerStatusLines(output: Output, status: WorkerStatus, nowMs: number): string[] {
  const health = output.paint(healthColour(status.health), status.health);
  const { url, lastSuccessAt } = status.controlPlane;
  const heard = lastSuccessAt === null ? 'never answered' : `answered ${ago(lastSuccessAt, nowMs)}`;
  const kept = keptLine(status);
  return [
    `worker         ${health} for ${age(status.since, nowMs)} (pid ${status.pid}${kept})`,
    ...(status.reason === null ? [] : [`reason         ${plain(status.reason)}`]),
    `control plane  ${url ?? 'not known'}, ${heard}`,
    `sessions       ${status.sessions.join(', ') || 'none'}`,
    ...surroundingLines(status, nowMs),
    ...takenUpLines(status),
    ...loopTable(output, status, nowMs),
  ];
}

function keptLine({ keptBy, supervisorPid }: WorkerStatus): string {
  switch (keptBy) {
    case 'up':
    case 'supervisor':
      return `, kept running by pid ${supervisorPid}`;
    case 'service':
      return ', kept running by a service';
    case 'person':
    case null:
      return ', and nobody starts it again';
    default:
      return keptBy satisfies never;
  }
}

/** How it ended lately, and what was stale. */
export function surroundingLines(
  { restarts, repaired }: Pick<WorkerStatus, 'restarts' | 'repaired'>,
  nowMs: number,
): string[] {
  return [
    ...(restarts === null ? [] : [`restarts       ${plain(restartsLine(restarts, nowMs))}`]),
    ...repaired.map((each) => `repaired       ${plain(repairLines([each]).join(''))} ${ago(each.at, nowMs)}`),
  ];
}

/** `4 in a row, the last 3s ago: exit code 78, planeguard: … Next start at 2026-11-22T10:31:00.000Z.` */
function restartsLine({ inARow, lastEndAt, exitCode, words, nextStartAt }: Restarts, nowMs: number): string {
  const how = exitCode === null ? 'it was killed' : `exit code ${exitCode}`;
  const said = words === null ? '' : `, ${words}`;
  const next = Date.parse(nextStartAt) > nowMs ? ` Next start at ${nextStartAt}.` : '';
  return `${inARow} in a row, the last ${ago(lastEndAt, nowMs)}: ${how}${said}.${next}`;
}

/** So many are listed; `--json` has all. */
const mostListed = 20;

/** What was found at its start of the sessions before. */
function takenUpLines({ takenUp }: WorkerStatus): string[] {
  const summary = adoptionSummary(takenUp.map((each) => each.as));
  if (summary === null) return [];
  const listed = takenUp.slice(0, mostListed).map(({ id, as }) => `  ${id}: ${adoptions[as]}`);
  const more = takenUp.length - listed.length;
  return [`at its start   ${summary}`, ...listed, ...(more > 0 ? [`  and ${more} more: --json`] : [])];
}

function loopTable(output: Output, { loops, writtenAt }: WorkerStatus, nowMs: number): string[] {
  const rows = loops.map((loop) => [
    loop.name,
    age(loop.since, nowMs),
    loop.lastSuccessAt === null ? 'none yet' : ago(loop.lastSuccessAt, nowMs),
    loop.nextAt === null ? '' : inTime(loop.nextAt, Date.parse(writtenAt)),
    output.paint(
      loopColour(loop),
      loop.standsStill ? `stands still: ${plain(loop.doing)}` : plain(loop.doing),
    ),
  ]);
  return rows.length === 0 ? [] : ['', ...table(['LOOP', 'FOR', 'LAST SUCCESS', 'NEXT', 'DOING'], rows)];
}

const inTime = (time: string, nowMs: number): string => {
  const leftS = Math.ceil((Date.parse(time) - nowMs) / 1_000);
  return leftS <= 0 ? 'now' : `in ${age(new Date(nowMs).toISOString(), nowMs + leftS * 1_000)}`;
};

function healthColour(health: WorkerStatus['health']): Colour {
  if (health === 'healthy') return 'green';
  return health === 'starting' || health === 'draining' ? 'yellow' : 'red';
}

function loopColour({ state, standsStill }: WorkerStatus['loops'][number]): Colour {
  if (standsStill) return 'red';
  if (state === 'retrying') return 'yellow';
  return state === 'working' ? 'cyan' : 'dim';
}
