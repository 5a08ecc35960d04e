/**
 * How long the control plane may hold a long poll. Short, since a connection that has died without a word is noticed
 * only by the answer that does not come: with the grace, 4 s after it was asked. docs/decisions/short-long-polls.md
 */
export const pollWaitMs = 2_000;
