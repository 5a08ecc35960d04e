import { createInterface } from 'node:readline/promises';
import { ProblemError } from '../../protocol/problem.ts';

/**
 * Whether a person says yes. Only on a terminal; elsewhere the option has to say it.
 * @throws ProblemError usage
 */
export async function confirm(question: string): Promise<boolean> {
  const { stdin: input, stderr: output } = process;
  if (input.isTTY !== true) {
    throw new ProblemError('usage', `${question} Nobody is here to ask: say it with --yes.`);
  }
  const asking = createInterface({ input, output });
  try {
    return (await asking.question(`${question} Type yes: `)).trim() === 'yes';
  } finally {
    asking.close();
  }
}
