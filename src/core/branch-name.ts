export interface BranchSubject {
  issueNumber: number | null;
  title: string;
  requestId: string;
  attempt: number;
}

const longestSlug = 40;
const prefix = 'planeguard/';

/** `planeguard/<issue or slug>-<short id>-<attempt>`: ASCII, and a valid git ref whatever the title is. */
export function branchName({ issueNumber, title, requestId, attempt }: BranchSubject): string {
  const what = issueNumber === null ? slug(title) : String(issueNumber);
  return `${prefix}${what}-${requestId}-${attempt}`;
}

/** Whether Planeguard has made it, by its name: any other is a person's. */
export const isOwnBranch = (branch: string): boolean => branch.startsWith(prefix);

function slug(title: string): string {
  const ascii = title
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase();
  const words = ascii.slice(0, 1_000).replace(/[^a-z0-9]+/g, '-');
  const cut = words.replace(/^-+/, '').slice(0, longestSlug).replace(/-+$/, '');
  return cut === '' ? 'work' : cut;
}
