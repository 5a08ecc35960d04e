import { personEnvironment } from '../../config/environment.ts';
import { parseConfig } from '../../config/parse-config.ts';
import type { Config } from '../../config/schema.ts';
import type { StateLayout } from '../../config/state-layout.ts';
import type { Answer } from '../../core/doctor/judge-control-plane.ts';
import type { Clock } from '../../edge/clock.ts';
import { probeControlPlane } from '../../edge/control-plane/probe-control-plane.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { type Enrolment, readEnrolment } from '../instance/enrolment.ts';
import { recordedUrl, whyAway } from '../instance/find-control-plane.ts';

/** What the checks look from. */
export interface DoctorPlace {
  context: CliContext;
  layout: StateLayout;
  clock: Clock;
  /** The person's, as agents and git get it. */
  env: Readonly<Record<string, string>>;
  /** The defaults where the configuration is not valid. */
  config: Config;
  configuration: { path: string | null; errors: string[] };
  /** With which control plane on another host the worker works; null for its own, and where that cannot be read. */
  elsewhere: { url: string; from: 'configuration' } | ({ from: 'enrolment' } & Enrolment) | null;
  /** Where the control plane is, or was last; null when nobody has said. */
  url: string | null;
  /** What answers there. Asked once for all checks; null without an address. */
  answer: Promise<Answer | null>;
}

export async function openDoctorPlace(context: CliContext): Promise<DoctorPlace> {
  const { layout, clock } = context;
  const configuration = await configurationOf(context);
  const elsewhere = elsewhereOf(
    configuration.config,
    orNull(() => readEnrolment(layout)),
  );
  const url = elsewhere?.url ?? orNull(() => recordedUrl(layout));
  return {
    context,
    elsewhere,
    layout,
    clock,
    env: personEnvironment(),
    ...configuration,
    url,
    answer: answerOf(context, url, elsewhere !== null),
  };
}

/** The configuration goes before an enrolment. */
function elsewhereOf(
  { worker: { controlPlane } }: Config,
  enrolled: Enrolment | null,
): DoctorPlace['elsewhere'] {
  if (controlPlane !== null) return { url: controlPlane, from: 'configuration' };
  return enrolled === null ? null : { from: 'enrolment', ...enrolled };
}

/** Whoever has the port of one that was killed is not asked, and later gets no token. */
async function answerOf(
  { layout, clock }: CliContext,
  url: string | null,
  isElsewhere: boolean,
): Promise<Answer | null> {
  if (url === null) return null;
  const why = isElsewhere ? null : whyAway(layout);
  if (why !== null) return { kind: 'no_connection', why };
  return probeControlPlane(url, clock);
}

async function configurationOf({
  loadConfig,
}: CliContext): Promise<Pick<DoctorPlace, 'config' | 'configuration'>> {
  try {
    const { config, path } = await loadConfig();
    return { config, configuration: { path, errors: [] } };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const errors = error.errors.map(({ path, message }) => `${path}: ${message}.`);
    return {
      config: parseConfig(null, {}),
      configuration: { path: null, errors: errors.length > 0 ? errors : [error.message] },
    };
  }
}

/** What this user may not read says nothing: the check of the state directory tells why. */
function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof ProblemError || (error instanceof Error && 'code' in error)) return null;
    throw error;
  }
}
