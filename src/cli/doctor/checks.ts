import type { DoctorCheck } from '../../core/doctor/doctor-problem.ts';
import { type Finding, notKnown } from '../../core/doctor/finding.ts';
import type { Clock } from '../../edge/clock.ts';
import { checkAgents } from './check-agents.ts';
import { checkConfiguration } from './check-configuration.ts';
import { checkControlPlane } from './check-control-plane.ts';
import { checkCredentials } from './check-credentials.ts';
import { checkGitHub } from './check-github.ts';
import { checkContainment, checkDisk } from './check-host.ts';
import { checkPorts } from './check-ports.ts';
import { checkGit, checkNode, checkTmux } from './check-programs.ts';
import { checkService } from './check-service.ts';
import { checkStaleFiles } from './check-stale-files.ts';
import { checkStateDirectory } from './check-state-directory.ts';
import { checkVersions } from './check-versions.ts';
import { checkWorker } from './check-worker.ts';
import type { DoctorPlace } from './doctor-place.ts';

type Check = (place: DoctorPlace) => Promise<Finding[]>;

/** Each looks, and has a pure judgement say what that means. None changes anything. */
const checks: Readonly<Record<DoctorCheck, Check>> = {
  'state-directory': checkStateDirectory,
  configuration: checkConfiguration,
  credentials: checkCredentials,
  'control-plane': checkControlPlane,
  worker: checkWorker,
  github: checkGitHub,
  versions: checkVersions,
  agents: checkAgents,
  git: checkGit,
  tmux: checkTmux,
  node: checkNode,
  containment: checkContainment,
  disk: checkDisk,
  ports: checkPorts,
  'stale-files': checkStaleFiles,
  service: checkService,
};

/** All of them look at once: this is what doctor takes at most. */
const checkWithinMs = 12_000;

/** Begins every check; their findings, in the order of the table, as promises that never reject. */
export const startChecks = (place: DoctorPlace): Promise<Finding[]>[] =>
  Object.entries(checks).map(([name, check]) =>
    bounded(name as DoctorCheck, () => check(place), place.clock),
  );

async function bounded(name: DoctorCheck, check: () => Promise<Finding[]>, clock: Clock): Promise<Finding[]> {
  const done = new AbortController();
  const late = clock
    .sleep(checkWithinMs, done.signal)
    .then(() => [notKnown(name, `No result within ${checkWithinMs / 1_000} s.`)]);
  try {
    return await Promise.race([check(), late]);
  } catch (error) {
    return [
      notKnown(name, `It could not be looked at: ${error instanceof Error ? error.message : String(error)}`),
    ];
  } finally {
    done.abort();
  }
}
