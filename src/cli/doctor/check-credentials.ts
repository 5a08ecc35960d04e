import { existsSync, statSync } from 'node:fs';
import type { Finding } from '../../core/doctor/finding.ts';
import { judgeCredentials, type TokenFacts } from '../../core/doctor/judge-credentials.ts';
import { CallError } from '../../edge/control-plane/call-error.ts';
import { controlPlaneClient } from '../../edge/control-plane-client.ts';
import { readIfThere } from '../../edge/files.ts';
import { pathOfPerson } from '../../edge/path-of-person.ts';
import { printedBy } from '../../edge/read-secret.ts';
import type { DoctorPlace } from './doctor-place.ts';

export async function checkCredentials(place: DoctorPlace): Promise<Finding[]> {
  const { layout } = place;
  const controlPlaneAnswers = (await place.answer)?.kind === 'control_plane';
  const { elsewhere } = place;
  const tokens =
    elsewhere === null
      ? await Promise.all([
          look(place, 'operator', layout.operatorToken, controlPlaneAnswers),
          look(place, 'worker', layout.workerToken, controlPlaneAnswers),
        ])
      : [await lookElsewhere(place, elsewhere.from, controlPlaneAnswers)];
  return judgeCredentials({
    tokens,
    wereMade: existsSync(layout.database),
    controlPlaneAnswers,
    from: elsewhere?.from ?? 'here',
  });
}

function lookElsewhere(
  place: DoctorPlace,
  from: 'configuration' | 'enrolment',
  mayAsk: boolean,
): Promise<TokenFacts> {
  const { config, env: environment, layout } = place;
  if (from === 'enrolment') return look(place, 'worker', layout.enrolment, mayAsk);
  const { tokenFile, tokenCommand: argv } = config.worker;
  if (argv.length > 0) return lookAtCommand(place, argv, mayAsk);
  return look(place, 'worker', pathOfPerson(tokenFile, { config, environment }), mayAsk);
}

async function lookAtCommand(
  place: DoctorPlace,
  argv: readonly string[],
  mayAsk: boolean,
): Promise<TokenFacts> {
  const { config, env: environment } = place;
  const { secrets, why } = await printedBy(argv, { directory: config.directory, environment });
  const about = { kind: 'worker' as const, path: `of worker.tokenCommand (${argv[0]})` };
  if (secrets === null) return { ...about, file: { kind: 'not_printed', why }, accepted: 'not_asked' };
  const [token = ''] = secrets;
  return { ...about, file: { kind: 'printed' }, accepted: mayAsk ? await ask(place, token) : 'not_asked' };
}

async function look(
  place: DoctorPlace,
  kind: TokenFacts['kind'],
  path: string,
  mayAsk: boolean,
): Promise<TokenFacts> {
  try {
    const text = readIfThere(path)?.trim() ?? null;
    const token = place.elsewhere?.from === 'enrolment' ? place.elsewhere.token : text;
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
