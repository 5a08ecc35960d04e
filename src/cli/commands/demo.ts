import { Option } from 'commander';
import { personEnvironment } from '../../config/environment.ts';
import type { CliContext } from '../context.ts';
import type { DefineCommand } from '../define-command.ts';
import { makeDemoPlace } from '../demo/demo-place.ts';
import { endedAsExpected } from '../demo/ended-as-expected.ts';
import { findLeftovers, type Ran } from '../demo/leftovers.ts';
import type { StoryResult } from '../demo/play-story.ts';
import {
  deedLine,
  leftoverLines,
  progressLine,
  resultTable,
  stillRanLine,
  tierLines,
} from '../demo/report.ts';
import { runDemo } from '../demo/run-demo.ts';
import { type StoryName, stories, storyNames } from '../demo/stories.ts';
import { interruptedExitCode, listenForInterrupts } from '../interrupt.ts';
import { goOnWithoutReaders } from '../output/without-readers.ts';

interface DemoCommandOptions {
  story?: StoryName;
}

export const defineDemo: DefineCommand = (command, perform) => {
  command
    .addOption(new Option('--story <name>', 'only this story').choices(storyNames))
    .addHelpText('after', '\nExample:\n  planeguard demo --story crash')
    .action((options: DemoCommandOptions) => perform((context) => demo(context, options)));
};

/** Real git, tmux and processes in a temporary place; scripted agents; no account. Exit 1 when anything is left. */
async function demo(context: CliContext, options: DemoCommandOptions): Promise<number> {
  const { output } = context;
  const chosen = stories.filter(({ name }) => options.story === undefined || name === options.story);
  const interrupt = listenForInterrupts();
  goOnWithoutReaders();
  const place = await makeDemoPlace(chosen, personEnvironment());
  try {
    output.note(`Playing ${chosen.length} of ${stories.length} stories in ${place.root}.`);
    for (const { name, plot } of chosen) output.note(`  ${name.padEnd(10)} ${plot}`);
    const results = await runDemo({
      context,
      place,
      stories: chosen,
      interrupt,
      onEvent: (story, event) => {
        const line = progressLine(output, story, event);
        if (line !== null) output.note(line);
      },
      onDeed: (story, sentence) => output.note(deedLine(output, story, sentence)),
    });
    const leftovers = await findLeftovers(place, ranIn(results));
    const asExpected = results.every(endedAsExpected);
    const clean = leftovers.every(({ found }) => found.length === 0);
    if (output.json) output.value({ stories: results.map(storyJson), leftovers, clean });
    else {
      const lines = [...resultTable(output, results), '', stillRanLine, ...tierLines(results), ''];
      for (const line of [...lines, ...leftoverLines(output, leftovers)]) output.line(line);
    }
    if (interrupt.first.aborted) return interruptedExitCode;
    return asExpected && clean ? 0 : 1;
  } finally {
    place.remove();
    interrupt.close();
  }
}

const ranIn = (results: readonly StoryResult[]): Ran => ({
  requestIds: results.map(({ request }) => request.id),
  sessionIds: results.flatMap(({ request }) =>
    Array.from({ length: request.attempt }, (_, index) => `${request.id}-${index + 1}`),
  ),
});

const storyJson = (result: StoryResult) => ({
  story: result.story.name,
  asExpected: endedAsExpected(result),
  tookMs: Math.round(result.tookMs),
  request: result.request,
});
