import { existsSync, statSync } from 'node:fs';
import type { Finding } from '../../core/doctor/finding.ts';
import { judgeCredentials, type TokenFacts } from '../../core/doctor/judge-credentials.ts';
import { CallError } from '../../edge/control-plane/call-error.ts';
import { controlPlaneClient } from '../../edge/control-plane-client.ts';
import { readIfThere } from '../../edge/files.ts';
import type { DoctorPlace } from './doctor-place.ts';

export async function checkCredentials(place: DoctorPlace): Promise<Finding[]> {
  const { layout } = place;
  const controlPlaneAnswers = (await place.answer)?.kind === 'control_plane';
  const { enrolled } = place;
  const tokens =
    enrolled === null
      ? await Promise.all([
          look(place, 'operator', layout.operatorToken, controlPlaneAnswers),
          look(place, 'worker', layout.workerToken, controlPlaneAnswers),
        ])
      : [await look(place, 'worker', layout.enrolment, controlPlaneAnswers)];
  return judgeCredentials({
    tokens,
    wereMade: existsSync(layout.database),
    controlPlaneAnswers,
    enrolled: enrolled !== null,
  });
}

async function look(
  place: DoctorPlace,
  kind: TokenFacts['kind'],
  path: string,
  mayAsk: boolean,
): Promise<TokenFacts> {
  try {
    const text = readIfThere(path)?.trim() ?? null;
    const token = path === place.layout.enrolment ? (place.enrolled?.token ?? null) : text;
    if (!token) {
      const file = token === null ? ({ kind: 'missing' } as const) : ({ kind: 'empty' } as const);
      return { kind, path, file, accepted: 'not_asked' };
    }
    const accepted = mayAsk ? await ask(place, token) : 'not_asked';
    return { kind, path, file: { kind: 'there', mode: statSync(path).mode & 0o777 }, accepted };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind, path, file: { kind: 'unreadable', why }, accepted: 'not_asked' };
  }
}

/** Workers and operators may both read the list of workers. */
async function ask({ url, clock }: DoctorPlace, token: string): Promise<TokenFacts['accepted']> {
  const client = controlPlaneClient({ url: () => url ?? '', token: () => token, clock });
  try {
    await client.listWorkers();
    return 'yes';
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    return error.failure === 'unauthorized' ? 'no' : 'not_asked';
  }
}
