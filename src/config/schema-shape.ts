import { z } from 'zod';
import { configSchema } from './schema.ts';

/** A key of the configuration file as JSON Schema describes it. */
const shapeSchema = z.object({
  type: z.string().optional(),
  description: z.string().optional(),
  default: z.unknown().optional(),
  get properties() {
    return z.record(z.string(), shapeSchema).optional();
  },
  get items() {
    return shapeSchema.optional();
  },
  get additionalProperties() {
    return z.union([z.boolean(), shapeSchema]).optional();
  },
});
export type Shape = z.infer<typeof shapeSchema>;

/** What may stand in the configuration file: keys, descriptions, defaults. The schema is its only source. */
export const configShape = (): Shape => shapeOf(configSchema);

/** What may stand in a file that a schema describes. */
export function shapeOf(schema: z.ZodType): Shape {
  return shapeSchema.parse(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
}

/** The shape at a path of the file, or null where there is none. */
export function shapeAt(shape: Shape, path: readonly PropertyKey[]): Shape | null {
  let at: Shape | null = shape;
  for (const step of path) {
    if (at === null) return null;
    at = child(at, step);
  }
  return at;
}

function child(shape: Shape, step: PropertyKey): Shape | null {
  if (typeof step === 'number') return shape.items ?? null;
  const named = shape.properties?.[String(step)];
  if (named) return named;
  return typeof shape.additionalProperties === 'object' ? shape.additionalProperties : null;
}
