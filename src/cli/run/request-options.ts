/** The flags of `run` that say what is to be done, as they were typed. */
export interface RequestOptions {
  repo: string;
  prompt?: string;
  promptFile?: string;
  issue?: string;
  title?: string;
  agent?: string;
}
