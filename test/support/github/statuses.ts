import { Hono } from 'hono';
import type { Answered, Json } from './api.ts';
import { repositoryPath } from './emulator.ts';
import { refusal } from './faults.ts';
import type { Forge } from './forge.ts';

const states = ['error', 'failure', 'pending', 'success'];

/** Commit statuses, which the emulator does not have. */
export function statusRoutes(forge: Forge): Hono {
  const routes = new Hono();
  const given: Json[] = [];

  routes.post(`${repositoryPath}/statuses/:sha`, async (c) => {
    const body = await c.req.json();
    const commit = await commitOf(forge, c.req.param('sha'));
    if (commit === null || !states.includes(body.state)) return refusal(422, 'Validation Failed');
    const creator = await forge.user(forge.caller(c.req.raw));
    const at = `${new Date().toISOString().slice(0, 19)}Z`;
    const { state, target_url = null, description = null, context = 'default' } = body;
    const id = given.length + 1;
    const times = { created_at: at, updated_at: at };
    const url = `${forge.url}${repositoryPath}/statuses/${commit.sha}`;
    const status = { url, id, node_id: `SC_${id}`, state, description, target_url, context, ...times };
    given.unshift({ ...status, sha: commit.sha, avatar_url: creator.avatar_url, creator });
    const { description: _, ...sent } = status;
    const repository = await forge.repository();
    const branches = await branchesAt(forge, commit.sha);
    forge.relay.take('status', {
      ...sent,
      sha: commit.sha,
      name: 'acme/widgets',
      description,
      commit,
      branches,
      repository,
      sender: creator,
    });
    return c.json(shown(given[0]), 201);
  });

  const list = async (ref: string): Promise<Response> => {
    const commit = await commitOf(forge, ref);
    if (commit === null) return refusal(404, 'Not Found');
    return Response.json(given.filter(({ sha }) => sha === commit.sha).map(shown));
  };
  routes.get(`${repositoryPath}/statuses/:ref{.+}`, (c) => list(c.req.param('ref')));
  routes.get(`${repositoryPath}/commits/:ref{.+}/statuses`, (c) => list(c.req.param('ref')));

  routes.get(`${repositoryPath}/commits/:ref{.+}/status`, async (c) => {
    const commit = await commitOf(forge, c.req.param('ref'));
    if (commit === null) return refusal(404, 'Not Found');
    const latest = new Map<string, Json>();
    for (const status of given.toReversed())
      if (status.sha === commit.sha) latest.set(status.context, status);
    const statuses = [...latest.values()];
    const url = `${forge.url}${repositoryPath}/commits/${commit.sha}`;
    return c.json({
      state: combined(statuses),
      statuses: statuses.map(({ creator: _, ...status }) => shown(status)),
      sha: commit.sha,
      total_count: statuses.length,
      repository: await forge.repository(),
      commit_url: url,
      url: `${url}/status`,
    });
  });
  return routes;
}

/** GitHub: failure beats pending, and no status at all is pending. */
function combined(statuses: readonly Json[]): string {
  if (statuses.some(({ state }) => state === 'error' || state === 'failure')) return 'failure';
  return statuses.length === 0 || statuses.some(({ state }) => state === 'pending') ? 'pending' : 'success';
}

const shown = ({ sha: _, ...status }: Json): Json => status;

async function commitOf(forge: Forge, ref: string): Promise<Json | null> {
  const { status, body }: Answered = await forge.emulator('GET', `${repositoryPath}/commits/${ref}`);
  return status === 200 ? body : null;
}

async function branchesAt(forge: Forge, sha: string): Promise<Json[]> {
  const { body } = await forge.emulator('GET', `${repositoryPath}/branches`);
  return body.filter((branch: Json) => branch.commit.sha === sha);
}
