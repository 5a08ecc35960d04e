import { resolve } from 'node:path';

/** Where paths of a configuration begin. */
export interface PersonPlace {
  config: { /** The configuration file's folder. */ directory: string };
  environment: Readonly<Record<string, string>>;
}

/** A path as a person writes it in the configuration: from their home with `~/`, else from the file's folder. */
export function pathOfPerson(path: string, { config, environment }: PersonPlace): string {
  const whole = path.startsWith('~/') ? `${environment.HOME ?? ''}/${path.slice(2)}` : path;
  return resolve(config.directory, whole);
}
