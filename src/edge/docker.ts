import { type RunResult, run } from './exec.ts';

/** What compose labels everything of a project with (docs.docker.com/compose/how-tos/project-name). */
const projectLabel = 'com.docker.compose.project';

/** A daemon on this machine answers within 50 ms; one that is just starting may take seconds. */
const defaultAnswerWithinMs = 5_000;
/** `rm -f` kills, and then waits for the storage driver. */
const removeWithinMs = 30_000;

export interface Labelled {
  id: string;
  name: string;
}

/**
 * `none`: no docker CLI, or one whose daemon has never answered here, so that nobody could start anything.
 * `unknown`: it hangs, or has answered before and does not now.
 */
export type DockerLook =
  | { kind: 'listed'; containers: Labelled[]; networks: Labelled[] }
  | { kind: 'none' }
  | { kind: 'unknown'; why: string };

/** The docker CLI of the PATH (or what stands in for it, such as podman's). It is asked, never required. */
export class Docker {
  readonly #env: Readonly<Record<string, string>>;
  readonly #answerWithinMs: number;
  #hasAnswered = false;

  constructor(env: Readonly<Record<string, string>>, answerWithinMs = defaultAnswerWithinMs) {
    this.#env = env;
    this.#answerWithinMs = answerWithinMs;
  }

  /** Everything of a compose project, also what is stopped. */
  async look(project: string): Promise<DockerLook> {
    const filter = ['--filter', `label=${projectLabel}=${project}`, '--format'];
    const [containers, networks] = await Promise.all([
      this.#ask(['ps', '--all', '--no-trunc', ...filter, '{{.ID}} {{.Names}}']),
      this.#ask(['network', 'ls', '--no-trunc', ...filter, '{{.ID}} {{.Name}}']),
    ]);
    for (const answer of [containers, networks]) if (answer.failure !== 'none') return this.#failed(answer);
    this.#hasAnswered = true;
    return { kind: 'listed', containers: labelledIn(containers), networks: labelledIn(networks) };
  }

  /** Kills and removes them; volumes are data, and stay. What could not be removed shows at the next look. */
  async remove({ containers, networks }: Extract<DockerLook, { kind: 'listed' }>): Promise<void> {
    if (containers.length > 0) await this.#ask(['rm', '--force', ...containers.map(idOf)], removeWithinMs);
    if (networks.length > 0) await this.#ask(['network', 'rm', ...networks.map(idOf)], removeWithinMs);
  }

  #ask(args: readonly string[], timeoutMs = this.#answerWithinMs): Promise<RunResult> {
    return run('docker', args, { env: this.#env, cwd: '/', timeoutMs, timeoutSignal: 'SIGKILL' });
  }

  #failed({ failure, stderr }: RunResult): DockerLook {
    if (failure === 'not_found') return { kind: 'none' };
    if (failure === 'timed_out')
      return { kind: 'unknown', why: `docker does not answer within ${this.#answerWithinMs} ms` };
    if (!this.#hasAnswered) return { kind: 'none' };
    return { kind: 'unknown', why: `docker fails: ${stderr.trim().split('\n')[0] || failure}` };
  }
}

const idOf = ({ id }: Labelled): string => id;

function labelledIn({ stdout }: RunResult): Labelled[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [id = '', name = ''] = line.split(' ');
      return { id, name };
    });
}
