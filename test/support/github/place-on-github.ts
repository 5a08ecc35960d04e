import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestView } from '../../../src/protocol/request.ts';
import { Place } from '../place.ts';
import type { AtEnd } from '../temporary-folder.ts';
import { until } from '../until.ts';
import type { GitHubPlace } from './github-place.ts';
import { tokenOf } from './people.ts';

interface OnGitHub {
  poll?: string;
  capacity?: number;
  /** As in planeguard.yaml. */
  hooks?: Record<string, string>;
  atEnd?: AtEnd;
}

/** A place whose Planeguard works for `acme/widgets`, with bob's token; it polls often. */
export function placeOnGitHub(
  github: GitHubPlace,
  script: string,
  { poll = '1s', capacity = 4, hooks = {}, atEnd }: OnGitHub = {},
): Place {
  const place = new Place(atEnd === undefined ? {} : { atEnd });
  Object.assign(place.env, gitCredentials(place, github));
  const agent = place.agent(script);
  writeFileSync(join(place.folder, 'github.token'), `${tokenOf('bob')}\n`);
  writeFileSync(join(place.folder, 'webhook.secret'), 'hush\n');
  place.configure({
    github: {
      apiUrl: github.url,
      tokenFile: join(place.folder, 'github.token'),
      webhookSecretFile: join(place.folder, 'webhook.secret'),
      poll,
    },
    worker: { capacity },
    agents: { scripted: { command: [agent, '{promptFile}'] } },
    repositories: [
      { name: 'acme/widgets', remote: `${github.url}/acme/widgets.git`, trigger: { label: 'agent' }, hooks },
    ],
  });
  return place;
}

/** bob's own git knows his password, as from a credential helper. */
function gitCredentials(place: Place, { url }: GitHubPlace): { GIT_CONFIG_GLOBAL: string } {
  const [store, config] = [join(place.folder, 'git-credentials'), join(place.folder, 'gitconfig')];
  writeFileSync(store, `${url.replace('//', `//bob:${tokenOf('bob')}@`)}\n`);
  const helper = `[credential]\n\thelper = store --file ${store}\n`;
  writeFileSync(config, `[include]\n\tpath = ${place.env.GIT_CONFIG_GLOBAL}\n${helper}`);
  return { GIT_CONFIG_GLOBAL: config };
}

/** What an issue has started, once it is in that state. */
export function requestOf(place: Place, issue: number, state: RequestView['state']): Promise<RequestView> {
  let seen = '';
  return until(
    () => `issue ${issue} is ${state} (${seen})`,
    async () => {
      const { items } = await place.client.listRequests({});
      const found = items.find((one) => one.issueNumber === issue);
      if (found === undefined) return null;
      seen = `${found.state} ${found.reason} ${found.summary}`;
      return found.state === state && place.client.showRequest(found.id);
    },
    30_000,
  );
}
