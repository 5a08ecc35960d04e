import { accessSync, constants } from 'node:fs';
import { resolve } from 'node:path';
import type { Finding } from '../../core/doctor/finding.ts';
import { judgeConfiguration } from '../../core/doctor/judge-configuration.ts';
import type { DoctorPlace } from './doctor-place.ts';

export const checkConfiguration = async (place: DoctorPlace): Promise<Finding[]> => {
  const missing = namedPaths(place).filter(({ path }) => !isReadable(path));
  return judgeConfiguration({ ...place.configuration, missing });
};

function namedPaths({ config, env }: DoctorPlace): { key: string; path: string }[] {
  const whole = (path: string) =>
    resolve(config.directory, path.startsWith('~/') ? `${env.HOME ?? ''}/${path.slice(2)}` : path);
  const agents = Object.entries(config.agents).flatMap(([name, { envFile }]) =>
    envFile === null ? [] : [{ key: `agents.${name}.envFile`, path: whole(envFile) }],
  );
  const checkouts = config.repositories.flatMap(({ name, workspace }) =>
    workspace.from === null
      ? []
      : [{ key: `repositories (${name}) workspace.from`, path: whole(workspace.from) }],
  );
  return [...agents, ...checkouts];
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
