import type { Variables } from './environment.ts';
import type { Shape } from './schema-shape.ts';

/** A key that a variable sets: `PLANEGUARD_LEASE_STOP_AFTER` is lease.stopAfter. */
export interface Override {
  variable: string;
  path: readonly string[];
  value: unknown;
}

/** Sections whose keys are plain values, and so have a variable each. */
const sections = [
  'server',
  'worker',
  'lease',
  'session',
  'retry',
  'breaker',
  'limits',
  'retention',
  'salvage',
] as const;

/** The name of the variable for a key: `retention`, `logs`, `size` is PLANEGUARD_RETENTION_LOGS_SIZE. */
export const variableName = (...path: readonly string[]): string =>
  ['PLANEGUARD', ...path.map((key) => key.replaceAll(/[A-Z]/g, (letter) => `_${letter}`))]
    .join('_')
    .toUpperCase();

/** The keys that the environment sets. Empty variables count as not set. */
export const overrides = (shape: Shape, variables: Variables): Override[] =>
  sections.flatMap((section) => below(shape.properties?.[section], [section], variables));

function below(shape: Shape | undefined, path: readonly string[], variables: Variables): Override[] {
  return Object.entries(shape?.properties ?? {}).flatMap(([key, inner]) => {
    const here = [...path, key];
    if (inner.properties) return below(inner, here, variables);
    const variable = variableName(...here);
    const value = variables[variable];
    return value ? [{ variable, path: here, value: typed(value, inner.type) }] : [];
  });
}

/** A value that does not fit is handed on as text, for the schema to refuse. */
function typed(value: string, type: string | undefined): unknown {
  if (type === 'integer') return /^-?\d+$/.test(value) ? Number(value) : value;
  if (type === 'boolean') return booleans.get(value) ?? value;
  if (type === 'array') return value.split(',').map((item) => item.trim());
  return value;
}

const booleans: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);
