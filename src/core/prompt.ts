import { oneLine } from './github/issue-prompt.ts';

/** What an agent is told. Everything in it is data; nothing is executed. */
export interface PromptSubject {
  request: {
    repository: string;
    /** The person's words: passed on byte for byte. */
    prompt: string;
    issueNumber: number | null;
    issueUrl: string | null;
  };
  branch: string;
  base: string;
  /** What people or checks said about the work so far, oldest first. */
  feedback: readonly Said[];
  /** An earlier attempt's work is in the workspace. */
  continued: boolean;
  pullRequest: { number: number; head: string } | null;
  /** What the repository asks of every agent. */
  ofRepository: string | null;
}

interface Said {
  source: string;
  /** Null for what did not come from a forge. */
  author: string | null;
  text: string;
}

/** The text of the prompt file. */
export function promptText(subject: PromptSubject): string {
  const parts = [
    requestPart(subject),
    feedbackPart(subject),
    placePart(subject),
    repositoryPart(subject),
    endPart(subject),
    rulesPart,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function requestPart({ request }: PromptSubject): string {
  const lead = `A person asks for this, in their own words, between the two lines.${issueNote(request)}`;
  return `# The request\n\n${lead}\n\n${fenced(request.prompt)}`;
}

function issueNote({ issueNumber, issueUrl }: PromptSubject['request']): string {
  if (issueNumber === null) return '';
  return ` It is about issue ${issueNumber}${issueUrl === null ? '' : ` (${issueUrl})`}.`;
}

function feedbackPart({ feedback }: PromptSubject): string {
  if (feedback.length === 0) return '';
  const all = feedback.map((one) => `${whoSaid(one)}${fenced(one.text)}`);
  return `# Feedback on the work so far\n\n${all.join('\n\n')}`;
}

function whoSaid({ source, author }: Said): string {
  if (author === null) return '';
  const doubt =
    source === 'own_account'
      ? ', while an attempt ran and from the account that it may use: perhaps by an agent'
      : '';
  return `From ${oneLine(author)}${doubt}:\n\n`;
}

function placePart({ request, branch, base, continued }: PromptSubject): string {
  const start = continued
    ? 'An earlier attempt has worked here: look at its commits and uncommitted changes first, then go on.'
    : `It starts from \`${base}\`.`;
  return [
    '# Where you are',
    '',
    `You are in a git clone of your own of ${request.repository}, on the branch \`${branch}\`. ${start}`,
    'Nobody is watching the terminal: decide what you can decide yourself.',
  ].join('\n');
}

function repositoryPart({ ofRepository }: PromptSubject): string {
  if (ofRepository === null) return '';
  return `# What this repository asks of agents\n\n${fenced(ofRepository)}`;
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

const shortestRule = 5;

/** A rule of dashes longer than any in the text, so that the text cannot end it. */
function fenced(text: string): string {
  const runs = text.match(/-+/g) ?? [];
  const length = runs.reduce((longest, run) => Math.max(longest, run.length + 1), shortestRule);
  const rule = '-'.repeat(length);
  return `${rule}\n${text}\n${rule}`;
}
