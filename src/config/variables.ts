import type { Variables } from './environment.ts';
import type { Shape } from './schema-shape.ts';

/** A key that a variable sets: `PLANEGUARD_LEASE_STOP_AFTER` is lease.stopAfter. */
export interface Override {
  variable: string;
  path: [section: string, key: string];
  value: unknown;
}

/** Sections whose keys are plain values, and so have a variable each. */
const sections = ['server', 'worker', 'lease', 'session', 'retry', 'retention', 'salvage'] as const;

/** The name of the variable for `section.key`. */
export const variableName = (section: string, key: string): string =>
  `PLANEGUARD_${section}_${key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`)}`.toUpperCase();

/** The keys that the environment sets. Empty variables count as not set. */
export function overrides(shape: Shape, variables: Variables): Override[] {
  return sections.flatMap((section) =>
    Object.entries(shape.properties?.[section]?.properties ?? {}).flatMap(([key, { type }]) => {
      const variable = variableName(section, key);
      const value = variables[variable];
      if (!value) return [];
      return [{ variable, path: [section, key] as [string, string], value: typed(value, type) }];
    }),
  );
}

/** A value that does not fit is handed on as text, for the schema to refuse. */
function typed(value: string, type: string | undefined): unknown {
  if (type === 'integer') return /^-?\d+$/.test(value) ? Number(value) : value;
  if (type === 'array') return value.split(',').map((item) => item.trim());
  return value;
}
