import type { Script, Step } from './mock-model.ts';

const edit: Step = {
  run: 'printf "hello\\n" > greeting.txt && git add greeting.txt && git commit -q -m "Say hello" && git log --oneline',
};
const open: Step = { run: 'planeguard pr create --title "Say hello"' };

/** Edits, commits, opens the pull request, ends its turn. */
export const opensPullRequest: Script = [[edit, open, { say: 'The pull request is open.' }]];

/** Forgets the pull request until the second turn, which a reminder starts. */
export const needsReminder: Script = [
  [edit, { say: 'The greeting is there.' }],
  [open, { say: 'Now the pull request is open.' }],
];

/** Edits and commits, and never opens a pull request. */
export const neverOpens: Script = [[edit, { say: 'The greeting is there.' }]];

/** Needs a whole new attempt to remember the pull request. */
export const needsRetry: Script = [
  [edit, { say: 'The greeting is there.' }],
  [{ say: 'As I said, it is there.' }],
  [open, { say: 'Now the pull request is open.' }],
];

export const declaresNoChange: Script = [
  [
    { run: 'planeguard finish --no-change "The greeting is there already"' },
    { say: 'Nothing is to change.' },
  ],
];

/** The model's provider does not know the key. */
export const unauthorized: Script = [[{ fail: 401, message: 'Incorrect API key provided' }]];

/** Wants to leave the sandbox, which a person has to allow. */
export const asksForApproval: Script = [[{ escalate: 'touch outside' }, { say: 'Done.' }]];
