import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import type { DefineCommand } from '../define-command.ts';

export const defineInit: DefineCommand = (command, perform) => {
  command
    .argument('[file]', 'where to', 'planeguard.yaml')
    .addHelpText('after', '\nExample:\n  planeguard init')
    .action((file: string) => perform((context) => init(context, file)));
};

async function init({ cwd, output }: CliContext, file: string): Promise<number> {
  const path = resolve(cwd, file);
  if (existsSync(path))
    throw new ProblemError('state_refused', `${path} exists already; it is left as it is.`);
  const { configTemplate } = await import('../../config/config-template.ts');
  const { writeWhole } = await import('../../edge/files.ts');
  writeWhole(path, configTemplate(), { mode: 0o644 });
  if (output.json) output.value({ path });
  else output.line(`Wrote ${path}. Next: planeguard up, then planeguard run --repo PATH --prompt TEXT`);
  return 0;
}
