import type { Config } from '../../config/schema.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { type NewRequest, newRequestSchema } from '../../protocol/request.ts';
import type { CliContext } from '../context.ts';
import { carriedAgent } from './carried-agent.ts';
import { chooseAgent } from './choose-agent.ts';
import { chooseRepository } from './choose-repository.ts';
import type { RequestOptions } from './request-options.ts';
import { issueOf, promptOf } from './request-text.ts';

/**
 * Turns a command line into a request, checked whole before anything is queued.
 * @throws ProblemError `usage` for bad input, `misconfigured` for an agent that cannot run, `unreachable` for
 * a remote that does not answer.
 */
export async function newRequest(
  context: CliContext,
  config: Config,
  options: RequestOptions,
): Promise<NewRequest> {
  const issueNumber = issueOf(options);
  const issue = issueNumber === undefined ? {} : { issueNumber };
  const prompt = promptOf(options);
  const title = options.title === undefined ? {} : { title: options.title };
  checked({ repository: 'x', remote: 'x', agent: 'x', prompt, ...title, ...issue });
  const repository = await chooseRepository(context, config, options.repo);
  const { name, remote } = repository;
  const isNamed = options.agent !== undefined || repository.agent !== null;
  const carried = isNamed ? null : await carriedAgent(context, remote);
  const agent = chooseAgent(context, config, {
    named: options.agent,
    ofRepository: repository.agent,
    carried,
  });
  return checked({ repository: name, remote, agent, prompt, ...title, ...issue });
}

function checked(request: NewRequest): NewRequest {
  const result = newRequestSchema.safeParse(request);
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  const all = errors.map(({ path, message }) => `the ${path} ${message}`).join('; ');
  throw new ProblemError('usage', `Not accepted: ${all}.`, { errors });
}
