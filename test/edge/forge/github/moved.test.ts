import { expect, test } from 'vitest';
import { readIssue } from '../../../../src/edge/forge/github/issues.ts';
import { apiOf, at, json } from './api-of.ts';

/** A forge that answers to calls for a repository, and for an issue in it, with these. */
const forgeOf = (ofRepository: number, ofIssue: number) =>
  apiOf((request, response) => {
    const isIssue = request.url?.includes('/issues/') ?? false;
    response.writeHead(isIssue ? ofIssue : ofRepository, {
      ...json,
      location: isIssue ? '/repositories/8/issues/2' : '/repositories/7',
    });
    response.end('{"message":"As told"}');
  });

test.each([301, 308, 404, 410])(
  'an issue that is answered with %i is not there, where its repository is',
  async (status) => {
    const { api } = await forgeOf(200, status);
    expect(await readIssue(api, at, { number: 1, label: 'agent' })).toBeNull();
  },
);

test.each([301, 308])(
  'of a repository that was renamed (%i) nothing is known, and that it has moved is said',
  async (status) => {
    const { api } = await forgeOf(status, 301);
    await expect(readIssue(api, at, { number: 1, label: 'agent' })).rejects.toMatchObject({
      failure: 'unauthorized',
      message: expect.stringMatching(/^acme\/widgets has moved: .*\/repositories\/7/),
    });
  },
);

test('a redirect for a while tells nothing of an issue', async () => {
  const { api } = await forgeOf(200, 307);
  await expect(readIssue(api, at, { number: 1, label: 'agent' })).rejects.toMatchObject({
    failure: 'unreachable',
  });
});
