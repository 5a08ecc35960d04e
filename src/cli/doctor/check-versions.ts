import { existsSync } from 'node:fs';
import { z } from 'zod';
import type { Finding } from '../../core/doctor/finding.ts';
import { judgeVersions, type VersionFacts } from '../../core/doctor/judge-versions.ts';
import { readIfLegible } from '../../edge/files.ts';
import { version } from '../../protocol/version.ts';
import { readSchemaVersion } from '../../store/read-schema-version.ts';
import { hasOwnGuard } from '../../worker/guard/install-guard.ts';
import { guardedSessions } from '../daemon/guarded-sessions.ts';
import { liveProcess } from '../daemon/process-record.ts';
import type { DoctorPlace } from './doctor-place.ts';

export async function checkVersions({ layout }: DoctorPlace): Promise<Finding[]> {
  const parts = [
    { name: 'control plane', record: layout.serveRecord, said: layout.controlPlaneFile },
    { name: 'worker', record: layout.workerRecord, said: layout.workerStatus },
  ].filter(({ record }) => liveProcess(record) !== null);
  const others = guardedSessions(layout).filter((id) => !hasOwnGuard(layout.session(id)));
  return judgeVersions({
    own: version,
    parts: parts.map(({ name, said }) => ({ name, version: versionIn(said) })),
    schema: schemaOf(layout.database),
    otherGuards: others.length,
  });
}

const saidSchema = z.object({ version: z.string() });

function versionIn(path: string): string | null {
  try {
    return saidSchema.safeParse(JSON.parse(readIfLegible(path) ?? 'null')).data?.version ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

function schemaOf(path: string): VersionFacts['schema'] {
  if (!existsSync(path)) return null;
  try {
    return readSchemaVersion(path);
  } catch (error) {
    return { unknown: error instanceof Error ? error.message : String(error) };
  }
}
