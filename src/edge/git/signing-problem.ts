import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RunResult, run } from '../exec.ts';
import { configText, type GitSetting } from './config-text.ts';

/** Keys that are unlocked sign in well under a second; a smart card takes two or three. */
const signingTimeoutMs = 10_000;

export interface TrialSignature {
  /** A folder of our own; absolute. It is gone afterwards. */
  folder: string;
  /** The git configuration that the workspace was given. What it has by now an agent may have written: its programs. */
  settings: readonly GitSetting[];
  /** What the agent gets, its configured variables included. */
  env: Readonly<Record<string, string>>;
}

/** Every git knows it. */
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

/**
 * Whether a commit in a new workspace would be signed, and cannot be without asking a person: null, or a sentence for
 * them. An empty commit elsewhere is signed; 4 ms where commit.gpgSign is not set, else what the key takes.
 */
export async function signingProblem(trial: TrialSignature): Promise<string | null> {
  layOut(trial);
  try {
    return await trySignature(trial);
  } finally {
    rmSync(trial.folder, { recursive: true, force: true });
  }
}

function layOut({ folder, settings }: TrialSignature): void {
  rmSync(folder, { recursive: true, force: true });
  for (const name of ['objects', 'refs']) mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'HEAD'), 'ref: refs/heads/none\n');
  writeFileSync(join(folder, 'config'), configText([['core.bare', 'true'], ...settings]));
}

async function trySignature({ folder, env }: TrialSignature): Promise<string | null> {
  const options = { cwd: folder, env: { ...env, LC_ALL: 'C', LANGUAGE: '' }, timeoutMs: signingTimeoutMs };
  const git = (args: readonly string[], more = {}) =>
    run('git', [`--git-dir=${folder}`, ...args], { ...options, ...more });
  const wanted = await git(['config', '--type=bool', '--get', 'commit.gpgSign']);
  if (wanted.stdout.trim() !== 'true') return null;
  const signed = await git(['commit-tree', '-S', '-m', 'Can this be signed?', emptyTree], {
    env: withoutQuestions(options.env),
    withDescendants: true,
  });
  if (signed.failure === 'none') return null;
  return `git is to sign commits (commit.gpgSign), and no commit could be signed without asking a person (${whyNot(signed)}), so the agent could not commit its work. Unlock the key for the worker (gpg-agent, ssh-agent), or set git: { sign: off } for this repository in planeguard.yaml`;
}

/** No dialog on the person's screen, no prompt on the worker's terminal; see ssh(1), gpg-agent(1). */
function withoutQuestions(env: Readonly<Record<string, string>>): Record<string, string> {
  const { GPG_TTY: _, DISPLAY: __, WAYLAND_DISPLAY: ___, ...others } = env;
  return { ...others, SSH_ASKPASS: 'false', SSH_ASKPASS_REQUIRE: 'force', GIT_TERMINAL_PROMPT: '0' };
}

function whyNot({ failure, stderr }: RunResult): string {
  if (failure === 'timed_out') return `nothing came of it within ${signingTimeoutMs / 1000} s`;
  return stderr.trim().split('\n').at(-1) || 'without a word';
}
