import { attemptsByGrant } from './attempts-by-grant.ts';
import { enrolment } from './enrolment.ts';
import { eventsByAttempt } from './events-by-attempt.ts';
import { feedbackOfForges } from './feedback-of-forges.ts';
import { github } from './github.ts';
import { initial } from './initial.ts';
import type { Migration } from './migration.ts';
import { quarantine } from './quarantine.ts';
import { restored } from './restored.ts';
import { sessionPorts } from './session-ports.ts';
import { statusComments } from './status-comments.ts';
import { threads } from './threads.ts';
import { workerContainment } from './worker-containment.ts';
import { workerDisk } from './worker-disk.ts';
import { workerPaused } from './worker-paused.ts';
import { workerToken } from './worker-token.ts';

/** In order. A database's version is the number of steps it has been through. */
export const migrations: readonly Migration[] = [
  initial,
  quarantine,
  workerContainment,
  sessionPorts,
  workerDisk,
  eventsByAttempt,
  workerToken,
  enrolment,
  attemptsByGrant,
  workerPaused,
  restored,
  github,
  threads,
  statusComments,
  feedbackOfForges,
];
