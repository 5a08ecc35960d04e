import { personEnvironment } from '../../config/environment.ts';
import { salvageContents } from '../../edge/salvage/salvage-contents.ts';
import type { CliContext } from '../context.ts';
import { plain } from '../output/plain.ts';
import { findKeptWork } from './find-kept-work.ts';
import { keptWorkView } from './kept-work-view.ts';

export async function showKeptWork(context: CliContext, id: string): Promise<number> {
  const { output } = context;
  const salvage = await findKeptWork(context, id);
  const view = { ...keptWorkView(salvage), ...(await salvageContents(salvage, personEnvironment())) };
  if (output.json) {
    output.value(view);
    return 0;
  }
  output.line(`${output.paint('bold', view.id)}  ${plain(view.title)}`);
  output.line(`made ${view.madeAt}, ${view.ref}`);
  const sections: [string, readonly string[]][] = [
    ['Commits', view.commitLines],
    ['Stashes', view.stashLines],
    ['Files', view.fileLines],
    ['Repositories within', view.nested],
    [view.ignoredKept ? 'Ignored files, kept' : 'Ignored files, not kept', view.ignored],
  ];
  for (const [title, lines] of sections) {
    if (lines.length === 0) continue;
    output.line('');
    output.line(output.paint('bold', title));
    for (const line of lines) output.line(`  ${plain(line)}`);
  }
  output.line('');
  output.line(`Restore it: planeguard salvage restore ${view.id} --to DIR`);
  return 0;
}
