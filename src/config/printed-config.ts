import { configShape, type Shape } from './schema-shape.ts';

/** Stands for the value of an agent's variable: it may be a key. */
const masked = '(masked)';

/**
 * A valid configuration as a file would say it, with every default.
 * @param content what the file and the variables say, in the file's shape.
 */
export function printedConfig(content: unknown): unknown {
  return filled(configShape(), content, []);
}

function filled(shape: Shape, value: unknown, path: readonly string[]): unknown {
  if (path.length === 4 && path[0] === 'agents' && path[2] === 'env') return masked;
  const given = value ?? shape.default;
  const { items } = shape;
  if (Array.isArray(given)) return items ? given.map((one) => filled(items, one, path)) : given;
  if (given === undefined && shape.properties === undefined) return undefined;
  if (shape.type !== 'object') return given;
  const entries = keysOf(shape, given).map(([key, inner, one]) => [key, filled(inner, one, [...path, key])]);
  return Object.fromEntries(entries.filter(([, one]) => one !== undefined));
}

/** The keys that the schema names come first, in its order; then those that are free to choose. */
function keysOf(shape: Shape, given: unknown): [key: string, shape: Shape, value: unknown][] {
  const values = new Map(Object.entries(given ?? {}));
  const named = Object.entries(shape.properties ?? {});
  const free = typeof shape.additionalProperties === 'object' ? shape.additionalProperties : {};
  return [
    ...named.map(([key, inner]): [string, Shape, unknown] => [key, inner, values.get(key)]),
    ...[...values]
      .filter(([key]) => shape.properties?.[key] === undefined)
      .map(([key, one]): [string, Shape, unknown] => [key, free, one]),
  ];
}
