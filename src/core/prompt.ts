/** What an agent is told. Everything in it is data; nothing is executed. */
export interface PromptSubject {
  repository: string;
  branch: string;
  base: string;
  attempt: number;
  title: string;
  /** The person's words: passed on byte for byte. */
  request: string;
  issue: { number: number; url: string | null } | null;
  feedback: readonly { source: string; text: string }[];
  /** What this attempt goes on from; null when it starts from the base. */
  continuesFrom: string | null;
  pullRequest: { number: number; head: string } | null;
}

/** The text of the prompt file. */
export function promptText(subject: PromptSubject): string {
  const parts = [
    requestPart(subject),
    feedbackPart(subject),
    placePart(subject),
    endPart(subject),
    rulesPart,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function requestPart({ request, issue }: PromptSubject): string {
  const about =
    issue === null ? '' : ` It is about issue ${issue.number}${issue.url === null ? '' : ` (${issue.url})`}.`;
  return `# The request\n\nA person asks for this, in their own words, between the two lines.${about}\n\n${fenced(request)}`;
}

function feedbackPart({ feedback }: PromptSubject): string {
  if (feedback.length === 0) return '';
  const items = feedback.map(({ source, text }) => `From ${source}:\n\n${fenced(text)}`);
  return `# Feedback on the work so far\n\n${items.join('\n\n')}`;
}

function placePart({ repository, branch, base, attempt, continuesFrom }: PromptSubject): string {
  const start =
    continuesFrom === null
      ? `It starts from \`${base}\`.`
      : `It goes on from ${continuesFrom}: look at what is there first.`;
  return [
    '# Where you are',
    '',
    `You are in a git clone of your own of ${repository}, on the branch \`${branch}\` (attempt ${attempt}). ${start}`,
    'Nobody is watching the terminal: decide what you can decide yourself.',
  ].join('\n');
}

function endPart({ base, pullRequest }: PromptSubject): string {
  const opened =
    pullRequest === null
      ? `Then open a pull request against \`${base}\`:`
      : `Pull request ${pullRequest.number} is open from \`${pullRequest.head}\`. Then update it:`;
  return [
    '# How to end',
    '',
    `Commit your work with git, in commits that say what they do. ${opened}`,
    '',
    '    planeguard pr create --title "What changes" --body-file FILE',
    '',
    '`--body-file` is optional; `--draft` says that it is not ready. Planeguard pushes the branch: do not push it yourself.',
    'When nothing is to change, say so and why instead:',
    '',
    '    planeguard finish --no-change "Why nothing is to change"',
  ].join('\n');
}

const rulesPart = [
  '# While you work',
  '',
  '- `planeguard progress "What you are doing"` tells people how far you are; `planeguard ask "A question"` asks them.',
  '- Commit before you end: only commits are published.',
  '- Stop servers and background programs that you started.',
  '- Other `planeguard` commands are refused here.',
].join('\n');

const line = '-----';

/** A rule of dashes longer than any in the text, so that the text cannot end it. */
function fenced(text: string): string {
  const longest = Math.max(0, ...Array.from(text.matchAll(/-+/g), ([dashes]) => dashes.length));
  const rule = '-'.repeat(Math.max(line.length, longest + 1));
  return `${rule}\n${text}\n${rule}`;
}
