import { formatSize } from '../../config/size.ts';
import type { Status } from '../../protocol/status.ts';
import { age, ago } from './age.ts';
import { githubLines } from './github-lines.ts';
import { keptBecause } from './kept-because.ts';
import type { Output } from './output.ts';
import { plain, shorten } from './plain.ts';
import { quarantineLines } from './quarantine-lines.ts';
import { paintState } from './state-colour.ts';
import { reasonText } from './stop-lines.ts';
import { table } from './table.ts';

/** Everything at a glance, what needs a person first. */
export function statusLines(output: Output, status: Status, nowMs: number): string[] {
  const { controlPlane } = status;
  const health = output.paint(controlPlane.health === 'healthy' ? 'green' : 'red', controlPlane.health);
  return [
    `control plane  ${health}  ${controlPlane.url}  for ${age(controlPlane.since, nowMs)}`,
    ...trouble(output, status),
    `queue          ${queueText(status)}`,
    ...githubLines(output, status.github, nowMs),
    ...section(output, 'Waits for you', attention(output, status, nowMs)),
    ...section(output, 'Held back', waiting(output, status, nowMs)),
    ...section(output, 'Workers', workers(output, status, nowMs)),
    ...section(output, 'Sessions', sessions(output, status, nowMs)),
    ...section(output, 'Kept workspaces', kept(status, nowMs)),
    ...section(output, 'Quarantine', quarantineLines(output, status.quarantine, nowMs)),
  ];
}

function trouble(output: Output, { controlPlane: { reason } }: Status): string[] {
  if (reason === null) return [];
  return [`               ${output.paint('red', plain(reason))}`];
}

const section = (output: Output, title: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : ['', output.paint('bold', title), ...lines];

function queueText({ queue }: Status): string {
  const counts = Object.entries(queue).filter(([, count]) => count > 0);
  return counts.map(([state, count]) => `${count} ${state}`).join(', ') || 'empty';
}

function attention(output: Output, status: Status, nowMs: number): string[] {
  const rows = status.attention.map((row) => [
    row.id,
    paintState(output, row.state),
    reasonText(row),
    age(row.updatedAt, nowMs),
    shorten(plain(row.title), 40),
    plain(row.next),
  ]);
  return rows.length === 0 ? [] : table(['ID', 'STATE', 'REASON', 'AGE', 'TITLE', 'NEXT'], rows);
}

function waiting(output: Output, status: Status, nowMs: number): string[] {
  const rows = status.waiting.map((row) => [
    row.id,
    paintState(output, row.state),
    age(row.updatedAt, nowMs),
    shorten(plain(row.title), 40),
    plain(row.waiting?.sentence ?? ''),
  ]);
  return rows.length === 0 ? [] : table(['ID', 'STATE', 'AGE', 'TITLE', 'WHY'], rows);
}

function workers(output: Output, status: Status, nowMs: number): string[] {
  const rows = status.workers.map((worker) => [
    plain(worker.name),
    output.paint(worker.health === 'healthy' ? 'green' : 'yellow', worker.health),
    `${worker.sessions}/${worker.capacity}`,
    `${ago(worker.lastSeenAt, nowMs)}`,
    worker.containment === null ? '' : String(worker.containment.tier),
    plain(worker.labels.join(',')),
    plain(worker.reason ?? ''),
  ]);
  if (rows.length === 0) return ['None has registered. Start one: planeguard up'];
  const lines = table(['NAME', 'HEALTH', 'SESSIONS', 'LAST SEEN', 'TIER', 'LABELS', 'REASON'], rows);
  return [...lines, ...tiers(status), ...disks(output, status, nowMs)];
}

/** A worker tells of its disk with each heartbeat: a figure that is older says so. */
const freshMs = 60_000;

/** Each disk once, below the table: workers of one machine may share it. */
function disks(output: Output, status: Status, nowMs: number): string[] {
  const lines = Object.entries(status.disk).map(([id, { path, freeBytes, floorBytes, ok }]) => {
    const free = output.paint(ok ? 'green' : 'red', `${formatSize(freeBytes)} free`);
    const saidAt = status.workers.find((worker) => worker.id === id)?.lastSeenAt;
    const isOld = saidAt !== undefined && nowMs - Date.parse(saidAt) > freshMs;
    const asOf = isOld ? `, as of ${ago(saidAt, nowMs)}` : '';
    return `Disk of ${plain(path)}: ${free}, floor ${formatSize(floorBytes)}${asOf}`;
  });
  return [...new Set(lines)];
}

/** Each sentence once, below the table. */
function tiers(status: Status): string[] {
  const said = status.workers.flatMap(({ containment }) => containment ?? []);
  const lines = said.map(({ tier, sentence }) => `Tier ${tier}: ${plain(sentence)}`);
  return [...new Set(lines)].toSorted();
}

function sessions(output: Output, status: Status, nowMs: number): string[] {
  const rows = status.sessions.map((session) => [
    session.requestId,
    String(session.attempt),
    paintState(output, session.state),
    session.activity ?? '',
    session.activitySince ? age(session.activitySince, nowMs) : '',
    shorten(plain(session.title), 60),
  ]);
  return rows.length === 0 ? [] : table(['REQUEST', 'ATTEMPT', 'STATE', 'ACTIVITY', 'FOR', 'TITLE'], rows);
}

function kept(status: Status, nowMs: number): string[] {
  const rows = status.kept.map((item) => [
    item.attemptId,
    age(item.since, nowMs),
    plain(keptBecause(item.why)),
    plain(item.path),
  ]);
  return rows.length === 0 ? [] : table(['ATTEMPT', 'AGE', 'WHY', 'PATH'], rows);
}
