import { z } from 'zod';
import { grantedLevels } from '../core/github/permission.ts';
import { durationSchema } from './duration-schema.ts';
import { isLoopback } from './listen-address.ts';

const text = z.string().min(1).max(4096);
/** Empty: none. */
const path = z.string().max(4096).prefault('');
const argv = z
  .array(z.string().refine((word) => !word.includes('\0'), 'must not contain a NUL byte'))
  .prefault([]);

/** What else stands in it would be shown wherever the API cannot be asked. */
function isAddress(text: string): boolean {
  const url = URL.parse(text);
  return url === null || [url.username, url.password, url.search, url.hash].every((part) => part === '');
}

/** The token goes with each call. */
function isPrivate(text: string): boolean {
  const url = URL.parse(text);
  return url === null || url.protocol === 'https:' || isLoopback(url.hostname);
}

/** The forge `github`. Without a token it is not there, and OWNER/NAME is a plain remote. */
export const githubSchema = z
  .strictObject({
    apiUrl: z
      .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
      .refine(isAddress, 'must not have a login or a query: the token comes from tokenFile or tokenCommand')
      .refine(isPrivate, 'must be an https URL: over http anybody on the way could read the token')
      .prefault('https://api.github.com')
      .describe("GitHub's REST API; an Enterprise Server's ends with /api/v3"),
    tokenFile: path.describe('A file with the token of the account that Planeguard acts as'),
    tokenCommand: argv.describe('A program that prints it, such as [gh, auth, token]'),
    webhookSecretFile: path.describe('A file with the secret of the webhook; two lines while it changes'),
    webhookSecretCommand: argv.describe('A program that prints it'),
    poll: durationSchema.prefault('2m').describe('How often GitHub is asked for what no webhook has told'),
    feedbackAfterEnd: z
      .enum(['ignore', 'reopen'])
      .prefault('ignore')
      .describe('What a comment does once its request is over: nothing, or queue it again'),
  })
  .prefault({})
  .transform(
    ({ apiUrl, poll, tokenFile, tokenCommand, webhookSecretFile, webhookSecretCommand, ...rest }) => ({
      ...rest,
      apiUrl: apiUrl.replace(/\/+$/, ''),
      token: source(tokenFile, tokenCommand),
      webhookSecret: source(webhookSecretFile, webhookSecretCommand),
      pollMs: poll,
    }),
  );

const source = (file: string, command: readonly string[]) => ({
  file: file === '' ? null : file,
  command: command.length === 0 ? null : command,
});

export type GitHubConfig = z.infer<typeof githubSchema>;

/** What starts work on an issue of a repository, and who may. */
export const triggerSchema = z
  .strictObject({
    label: text.prefault('planeguard').describe('The label that queues an issue'),
    actors: z
      .enum(grantedLevels)
      .prefault('write')
      .describe('What who applies it may do on the repository, at least'),
    bots: z.array(text).prefault([]).describe('Logins of bots that may apply it'),
  })
  .prefault({});
