import { z } from 'zod';
import { carriesSecret, secretAdvice } from '../core/remote-secret.ts';
import { triggerSchema } from './github-schema.ts';
import { hooksSchema } from './hooks-schema.ts';

const text = z.string().min(1).max(4096);

const remote = text.refine(
  (url) => !carriesSecret(url),
  `must not have a password or token in its URL: ${secretAdvice}`,
);

const pattern = text.refine(
  (glob) => !glob.startsWith('/') && !glob.split('/').includes('..'),
  'must be a pattern within the repository, such as .env* or apps/*/.env',
);

const workspace = z
  .strictObject({
    copy: z
      .array(pattern)
      .max(100)
      .prefault([])
      .describe('Files that git ignores, by glob, put into each new workspace'),
    from: text
      .optional()
      .describe(
        'The checkout that they are copied from, and whose git identity counts; the remote itself if absent',
      ),
    submodules: z.boolean().prefault(true).describe('Whether its submodules are fetched into each workspace'),
    lfs: z.boolean().prefault(true).describe('Whether the files that Git LFS keeps are; else their pointers'),
  })
  .prefault({})
  .transform(({ from, ...others }) => ({ ...others, from: from ?? null }));

const git = z
  .strictObject({
    name: text.optional().describe('Who commits in its sessions; as git is configured if absent'),
    email: text.optional().describe('Their address'),
    sign: z
      .enum(['inherit', 'off'])
      .prefault('inherit')
      .describe('Whether commits are signed: as git is configured, or not'),
  })
  .prefault({})
  .transform(({ name, email, sign }) => ({ name: name ?? null, email: email ?? null, sign }));

/** 0 is no limit. */
export const limit = (value: number): number | null => (value === 0 ? null : value);

const limits = z
  .strictObject({
    concurrent: z.int().min(0).max(1000).optional().describe('Its attempts at the same time'),
    attemptsPerDay: z.int().min(0).max(100_000).optional().describe('Its attempts within 24 hours'),
  })
  .prefault({})
  .transform((own) => ({
    concurrent: ownLimit(own.concurrent),
    attemptsPerDay: ownLimit(own.attemptsPerDay),
  }));

/** Undefined where the repository has none of its own. */
const ownLimit = (value: number | undefined): number | null | undefined =>
  value === undefined ? undefined : limit(value);

/** What the configuration says of one repository. */
export const repositorySchema = z
  .strictObject({
    name: remote.describe('OWNER/NAME, or the path or URL of a plain git remote'),
    remote: remote.optional().describe('What git fetches from and publishes to; from the name if absent'),
    agent: text.optional().describe('The agent of its requests'),
    workspace,
    git,
    trigger: triggerSchema,
    limits,
    hooks: hooksSchema,
  })
  .transform((entry) => ({ ...entry, remote: entry.remote ?? null, agent: entry.agent ?? null }));
export type RepositoryConfig = z.infer<typeof repositorySchema>;
