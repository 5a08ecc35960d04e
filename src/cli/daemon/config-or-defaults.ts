import type { Config } from '../../config/schema.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';

/** A configuration that somebody broke keeps nobody from ending what runs. */
export async function configOrDefaults(context: CliContext): Promise<Config> {
  try {
    return (await context.loadConfig()).config;
  } catch (error) {
    if (!(error instanceof ProblemError && error.code === 'misconfigured')) throw error;
    context.output.note(`${error.message} Ending by the defaults.`);
    const { parseConfig } = await import('../../config/parse-config.ts');
    return parseConfig(null, {});
  }
}
