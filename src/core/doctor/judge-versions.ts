import { type Finding, fine, found, notKnown } from './finding.ts';

export interface VersionFacts {
  /** This program's. */
  own: string;
  /** Running parts by name; null where it is not told. */
  parts: readonly { name: string; version: string | null }[];
  /** Null where there is no database here. */
  schema: { version: number; known: number } | { unknown: string } | null;
  /** Sessions whose copy of the guard is not this program's: they keep theirs on purpose. */
  otherGuards: number;
}

export function judgeVersions(facts: VersionFacts): Finding[] {
  const differing = facts.parts.filter(({ version }) => version !== null && version !== facts.own);
  const findings = [...differing.map((part) => mismatch(part, facts.own)), ...judgeSchema(facts.schema)];
  if (findings.length > 0) return findings;
  const guards =
    facts.otherGuards === 0
      ? ''
      : ` ${facts.otherGuards} sessions go on with the guard of the version that started them.`;
  return [fine('versions', `${[facts.own, ...facts.parts.map(({ name }) => name)].join(', ')}.${guards}`)];
}

const mismatch = ({ name, version }: VersionFacts['parts'][number], own: string): Finding =>
  found('version_mismatch', {
    what: `The ${name} runs version ${version}, this program is ${own}.`,
    mend: 'planeguard down --keep-sessions && planeguard up --detach',
  });

function judgeSchema(schema: VersionFacts['schema']): Finding[] {
  if (schema === null) return [];
  if ('unknown' in schema)
    return [notKnown('versions', `The database's version cannot be read: ${schema.unknown}.`)];
  if (schema.version <= schema.known) return [];
  const what = `The database has schema version ${schema.version}, this program knows up to ${schema.known}.`;
  return [found('database_newer', { what, mend: 'Use the newer planeguard' })];
}
