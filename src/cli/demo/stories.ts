import type { Reason } from '../../core/reason.ts';
import type { RequestState } from '../../core/request.ts';

export const storyNames = ['merged', 'no-pr', 'crash', 'cancelled', 'restart'] as const;
export type StoryName = (typeof storyNames)[number];

/** One request of the demo: what its scripted agent does, and how it must end. */
export interface Story {
  name: StoryName;
  title: string;
  /** What happens, for the person who watches. */
  plot: string;
  /** POSIX sh; runs in the workspace like any agent. */
  script: string;
  /** `feedback`: how much of it the agent gets, each once. */
  ends: { state: RequestState; reason: Reason | null; attempts: number; feedback: number };
  /** What the person does meanwhile. */
  person: 'merges' | 'cancels' | 'asks for more, and merges' | 'nothing';
}

/** A dev server as agents leave them behind: detached, in a session of its own, holding a port. */
const devServer = `
setsid nohup "$DEMO_NODE" "$DEMO_SERVER" "$DEMO_PORTS/$PLANEGUARD_SESSION" >/dev/null 2>&1 &
until [ -s "$DEMO_PORTS/$PLANEGUARD_SESSION" ]; do sleep 0.05; done
echo "dev server on port $(cat "$DEMO_PORTS/$PLANEGUARD_SESSION")"`;

const writeAndPublish = (file: string, title: string) => `
echo "hello from $PLANEGUARD_SESSION" >> ${file}
git add ${file}
git commit --quiet --message '${title}'
planeguard pr create --title '${title}'`;

/** What the person asks for while no worker runs. */
export const feedbackText = 'Please sign it.';

export const stories: readonly Story[] = [
  {
    name: 'merged',
    title: 'Add a greeting',
    plot: 'the agent opens a pull request, a person merges it',
    script: writeAndPublish('GREETING.md', 'Add a greeting'),
    ends: { state: 'done', reason: 'merged', attempts: 1, feedback: 0 },
    person: 'merges',
  },
  {
    name: 'no-pr',
    title: 'Try a dev server',
    plot: 'the agent starts a dev server and exits without a pull request',
    script: devServer,
    ends: { state: 'blocked', reason: 'exited_without_pr', attempts: 1, feedback: 0 },
    person: 'nothing',
  },
  {
    name: 'crash',
    title: 'Survive a crash',
    plot: 'the agent dies in the middle, is retried in the same workspace, and ends well',
    script: `
if [ "$PLANEGUARD_ATTEMPT" = 1 ]; then
  echo "half a thought" > NOTES.md
  kill -KILL $$
fi
test "$(cat NOTES.md)" = "half a thought"
${writeAndPublish('NOTES.md', 'Survive a crash')}`,
    ends: { state: 'done', reason: 'merged', attempts: 2, feedback: 0 },
    person: 'merges',
  },
  {
    name: 'cancelled',
    title: 'Change your mind',
    plot: 'a person cancels in the middle, while a dev server runs',
    script: `${devServer}
planeguard progress 'working, with a dev server'
sleep 600`,
    ends: { state: 'cancelled', reason: 'by_operator', attempts: 1, feedback: 0 },
    person: 'cancels',
  },
  {
    name: 'restart',
    title: 'Write a letter',
    plot: 'a person asks for more while the worker is stopped; it is done once another one runs',
    script: `
if [ "$PLANEGUARD_ATTEMPT" = 1 ]; then ${writeAndPublish('LETTER.md', 'Write a letter')}
else
  test "$(grep -cx '${feedbackText}' "$PLANEGUARD_PROMPT_FILE")" = 1
  test "$(git log -1 --format=%s)" = 'Write a letter'${writeAndPublish('LETTER.md', 'Sign the letter')}
fi`,
    ends: { state: 'done', reason: 'merged', attempts: 2, feedback: 1 },
    person: 'asks for more, and merges',
  },
];
