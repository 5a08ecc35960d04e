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
  const supervisor = status.supervisorPid === null ? '' : `, kept running by pid ${status.supervisorPid}`;
  return [
    `worker         ${health} for ${age(status.since, nowMs)} (pid ${status.pid}${supervisor})`,
    ...(status.reason === null ? [] : [`reason         ${plain(status.reason)}`]),
    `control plane  ${url ?? 'not known'}, ${heard}`,
    `sessions       ${status.sessions.join(', ') || 'none'}`,
    ...status.repaired.map((repaired) => `repaired       ${plain(repaired)}`),
    ...loopTable(output, status, nowMs),
  ];
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
