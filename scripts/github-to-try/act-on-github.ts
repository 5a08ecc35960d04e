import { z } from 'zod';
import type { ForgeFault } from '../../test/support/github/faults.ts';
import type { GitHubPlace } from '../../test/support/github/github-place.ts';
import { type Login, logins } from '../../test/support/github/people.ts';

interface Acting {
  github: GitHubPlace;
  by: Login;
  /** The first word after the action, as a number. */
  number: number;
  /** What comes after that. */
  text: string;
  /** Everything after the action. */
  all: string;
}

interface Action {
  takes: string;
  means: string;
  act: (acting: Acting) => Promise<string> | string;
}

const label = 'planeguard';
const faults: readonly ForgeFault[] = ['401', '403', '404', '500', '503', 'exhausted', 'drop'];

const actions: Readonly<Record<string, Action>> = {
  open: {
    takes: 'TITLE',
    means: 'open an issue; one that says "slowly" keeps the agent busy',
    act: async ({ github: { persons }, by, all }) => {
      const { number } = issueSchema.parse(await persons.openIssue({ title: all, by }));
      return `#${number} is opened. Next: label ${number}`;
    },
  },
  label: {
    takes: 'N',
    means: `put the label ${label} on an issue`,
    act: async ({ github: { persons }, by, number }) => {
      await persons.label(number, label, by);
      return `#${number} has the label ${label}.`;
    },
  },
  unlabel: {
    takes: 'N',
    means: 'take it off',
    act: async ({ github: { persons }, by, number }) => {
      await persons.unlabel(number, label, by);
      return `#${number} has the label no more.`;
    },
  },
  edit: {
    takes: 'N TEXT',
    means: "replace an issue's text",
    act: async ({ github: { persons }, by, number, text }) => {
      await persons.edit(number, { body: text }, by);
      return `#${number} is edited.`;
    },
  },
  comment: {
    takes: 'N TEXT',
    means: 'comment on an issue or a pull request',
    act: async ({ github: { persons }, by, number, text }) => {
      await persons.comment(number, text, by);
      return `#${number} has a comment more.`;
    },
  },
  merge: {
    takes: 'N',
    means: 'merge a pull request',
    act: async ({ github: { persons }, by, number }) => {
      await persons.mergePullRequest(number, by);
      return `#${number} is merged.`;
    },
  },
  close: {
    takes: 'N [not_planned|duplicate]',
    means: 'close an issue, as completed if no more is said',
    act: async ({ github: { persons }, by, number, text }) => {
      const reason = text === 'not_planned' || text === 'duplicate' ? text : 'completed';
      await persons.close(number, reason, by);
      return `#${number} is closed as ${reason}.`;
    },
  },
  reopen: {
    takes: 'N',
    means: 'reopen an issue',
    act: async ({ github: { persons }, by, number }) => {
      await persons.reopen(number, by);
      return `#${number} is open.`;
    },
  },
  read: {
    takes: 'N',
    means: 'show an issue or a pull request with its comments',
    act: read,
  },
  webhooks: {
    takes: 'off|on',
    means: 'lose what GitHub tells by webhook, or deliver it',
    act: ({ github: { relay }, all }) => {
      if (all === 'off') relay.lose();
      else relay.resume();
      return all === 'off' ? 'Webhooks get lost from now on.' : 'Webhooks are delivered.';
    },
  },
  fail: {
    takes: faults.join('|'),
    means: 'have GitHub answer every call so; fail alone ends it',
    act: ({ github, all }) => {
      github.faults.heal();
      const fault = faults.find((one) => one === all);
      if (fault === undefined) return 'GitHub answers as usual.';
      github.faults.strike({ fault });
      return `GitHub answers with ${fault}. Its end: fail`;
    },
  },
};

/** What each line may say. */
export const usage = `${Object.entries(actions)
  .map(([name, { takes, means }]) => `  ${`${name} ${takes}`.padEnd(42)}${means}`)
  .join('\n')}\n`;

/** Does what one line says; what there is to say about it. */
export async function actOnGitHub(github: GitHubPlace, line: string): Promise<string[]> {
  const [first = '', ...others] = line.trim().split(/\s+/);
  if (first === '') return [];
  const named = logins.find((login) => login === first);
  const [name = '', ...words] = named === undefined ? [first, ...others] : others;
  const action = actions[name];
  if (action === undefined) return [usage];
  const [number = '', ...text] = words;
  if (action.takes.startsWith('N') && !/^\d+$/.test(number))
    return [`It says which: ${name} ${action.takes}`];
  const acting = { github, by: named ?? 'alice', number: Number(number), text: text.join(' ') };
  try {
    return [await action.act({ ...acting, all: words.join(' ') })];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

async function read({ github: { call }, number }: Acting): Promise<string> {
  const path = `/repos/acme/widgets/issues/${number}`;
  const [issue, comments] = [await call('GET', path), await call('GET', `${path}/comments`)];
  if (issue.status !== 200) return `There is no #${number}.`;
  const { title, state, state_reason, labels } = issueSchema.parse(issue.body);
  const closedAs = state_reason == null ? '' : ` as ${state_reason}`;
  const names = labels.map(({ name }) => name).join(', ') || 'none';
  const said = commentsSchema.parse(comments.body).map(({ user, body }) => `--- ${user.login}:\n${body}`);
  return [`#${number} ${title}`, `${state}${closedAs}, labels: ${names}`, ...said].join('\n');
}

const issueSchema = z.object({
  number: z.int(),
  title: z.string(),
  state: z.string(),
  state_reason: z.string().nullish(),
  labels: z.array(z.object({ name: z.string() })),
});
const commentsSchema = z.array(z.object({ user: z.object({ login: z.string() }), body: z.string() }));
