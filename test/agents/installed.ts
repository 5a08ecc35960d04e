import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Where `npm ci --prefix test/agents` puts the real agents. They are large, so they are not always there. */
export const agentPrograms = join(import.meta.dirname, 'node_modules/.bin');

export const isInstalled = (program: string): boolean =>
  [program, 'aimock'].every((name) => existsSync(join(agentPrograms, name)));

/** Goes into the name of a skipped test, so that the reporter says what to do. */
export const howToInstall = 'skipped where it is not installed: npm ci --prefix test/agents';
