import type { RequestListener } from 'node:http';
import { type Clock, systemClock } from '../../../../src/edge/clock.ts';
import { GitHubApi } from '../../../../src/edge/forge/github/github-api.ts';
import { httpServer } from '../../../support/http-server.ts';

export const at = { owner: 'acme', repo: 'widgets' };
export const json = { 'content-type': 'application/json' };

/** A forge that answers as told, and what it was asked. */
export async function apiOf(
  answer: RequestListener,
  token = () => Promise.resolve('t'),
  clock: Clock = systemClock,
) {
  const asked: string[] = [];
  const apiUrl = await httpServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    answer(request, response);
  });
  return { api: new GitHubApi({ apiUrl, token, clock }), asked };
}

export const repository = (api: GitHubApi) => api.read('GET /repos/{owner}/{repo}', at);
