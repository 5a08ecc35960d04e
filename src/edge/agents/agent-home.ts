import { cpSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { hasCode, readIfThere, writeWhole } from '../files.ts';
import type { LaunchContext, ResumeFrom } from './agent.ts';
import { conversationId, rolloutPaths, type TakenOver } from './rollout-follower.ts';

/** What a person's configuration consists of; conversations, logs, caches and packages stay where they are. */
const copied = ['config.toml', 'AGENTS.md', 'AGENTS.override.md', 'prompts', 'rules', 'skills', 'themes'];

/**
 * Logins, never copied: a refresh token that rotates in one copy logs the other one out.
 * Codex 0.169 writes through the link.
 */
const linked = ['auth.json', '.credentials.json'];

/** Codex puts its own skills there at each start. */
const ownSkills = '.system';

/**
 * Makes the session's own home from the person's: the agent rewrites its configuration while it runs.
 * An earlier conversation is taken over, if it is still there. May be repeated before the agent starts.
 */
export function makeAgentHome(personHome: string, { paths, resume }: LaunchContext): void {
  const { agentHome } = paths;
  mkdirSync(agentHome, { recursive: true, mode: 0o700 });
  for (const name of [...copied, ...profiles(personHome)]) copyIfThere(personHome, agentHome, name);
  for (const name of linked) linkIfThere(join(personHome, name), join(agentHome, name));
  if (resume !== null) takeOver(resume, agentHome);
}

/** `work.config.toml` is what `--profile work` reads. */
function profiles(personHome: string): string[] {
  try {
    return readdirSync(personHome).filter((name) => name.endsWith('.config.toml'));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}

/** Links are followed: people keep their configuration in a repository of dotfiles. */
function copyIfThere(from: string, to: string, name: string): void {
  if (!isThere(join(from, name))) return;
  cpSync(join(from, name), join(to, name), {
    recursive: true,
    dereference: true,
    filter: (source) => basename(source) !== ownSkills,
  });
}

function linkIfThere(target: string, link: string): void {
  rmSync(link, { force: true });
  if (isThere(target)) symlinkSync(target, link);
}

const isThere = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

function takeOver({ conversation, agentHome: earlier }: ResumeFrom, agentHome: string): void {
  const from = rolloutPaths(sessionsIn(earlier)).find((path) => conversationId(path) === conversation);
  if (from === undefined || isThere(takenOverFile(agentHome))) return;
  const path = join(sessionsIn(agentHome), from.slice(sessionsIn(earlier).length));
  cpSync(from, path, { dereference: true });
  writeWhole(takenOverFile(agentHome), JSON.stringify({ path, bytes: statSync(path).size }));
}

const sessionsIn = (home: string): string => join(home, 'sessions');
const takenOverFile = (home: string): string => join(home, 'planeguard-taken-over.json');

const takenOverSchema = z.object({ path: z.string(), bytes: z.int().nonnegative() });

/** The earlier conversation in this home, or null. Written whole, so what is there can be read. */
export function takenOver(agentHome: string): TakenOver | null {
  const text = readIfThere(takenOverFile(agentHome));
  return text === null ? null : takenOverSchema.parse(JSON.parse(text));
}
