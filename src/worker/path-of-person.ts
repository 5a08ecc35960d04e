import { resolve } from 'node:path';
import type { WorkerContext } from './context.ts';

/** A path as a person writes it in the configuration: from their home with `~/`, else from the file's folder. */
export function pathOfPerson(
  path: string,
  {
    config,
    environment,
  }: Pick<WorkerContext, 'environment'> & { config: Pick<WorkerContext['config'], 'directory'> },
): string {
  const whole = path.startsWith('~/') ? `${environment.HOME ?? ''}/${path.slice(2)}` : path;
  return resolve(config.directory, whole);
}
