import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { accessTo } from '../../src/server/access.ts';

export interface WorkerRoute {
  /** `POST /v1/attempts/{id}/events` */
  name: string;
  /** Its calls, as `POST /v1/attempts/r1-1/events`. */
  calls: RegExp;
}

const folder = join(import.meta.dirname, '../../src/protocol/routes');
const routeSchema = z.object({ method: z.string(), path: z.string().startsWith('/') });

/** What a worker asks that readers may ask as well. */
const readByWorkers = new Set(['GET /v1/requests/{id}']);

/** Every route of a worker, from the contract itself: a new one is among them at once. */
export async function workerRoutes(): Promise<WorkerRoute[]> {
  const modules = await Promise.all(readdirSync(folder).map((file) => import(join(folder, file))));
  const exported = modules.flatMap((module) => Object.values(module));
  const routes = exported.flatMap((value) => routeSchema.safeParse(value).data ?? []);
  return routes.flatMap(({ method, path }) => {
    const name = `${method.toUpperCase()} ${path}`;
    const isWorkers = accessTo(method.toUpperCase(), path) === 'worker' || readByWorkers.has(name);
    return isWorkers ? [{ name, calls: new RegExp(`^${name.replace(/\{\w+\}/g, '[^/]+')}$`) }] : [];
  });
}
