import { version } from '../../protocol/version.ts';
import type { DefineCommand } from '../define-command.ts';

export const defineVersion: DefineCommand = (command, perform) => {
  command.addHelpText('after', '\nExample:\n  planeguard version --json').action(() =>
    perform(async ({ output }) => {
      if (output.json) output.value({ version, node: process.versions.node });
      else output.line(`planeguard ${version} (node ${process.versions.node})`);
      return 0;
    }),
  );
};
