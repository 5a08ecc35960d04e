import { appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { readIfThere } from '../../src/edge/files.ts';
import { testEnvironment } from './git-repository.ts';
import { temporaryFolder } from './temporary-folder.ts';

const bin = join(import.meta.dirname, '../fixtures/bin');

/** A docker CLI whose daemon is a folder. */
export class DockerStandIn {
  readonly #folder = temporaryFolder();

  constructor() {
    for (const name of ['containers', 'networks', 'calls']) writeFileSync(join(this.#folder, name), '');
  }

  get env(): Record<string, string> {
    const { PATH = '', ...env } = testEnvironment();
    return { ...env, PATH: `${bin}${delimiter}${PATH}`, DOCKER_STAND_IN: this.#folder };
  }

  has(kind: 'containers' | 'networks', project: string, id: string, name: string): void {
    appendFileSync(join(this.#folder, kind), `${project} ${id} ${name}\n`);
  }

  becomes(condition: 'down' | 'hang' | 'stuck' | 'well'): void {
    for (const name of ['down', 'hang', 'stuck']) rmSync(join(this.#folder, name), { force: true });
    if (condition !== 'well') writeFileSync(join(this.#folder, condition), '');
  }

  left(): string {
    return this.#read('containers') + this.#read('networks');
  }

  calls(): string[] {
    return this.#read('calls').trim().split('\n');
  }

  #read(name: string): string {
    return readIfThere(join(this.#folder, name)) ?? '';
  }
}
