import type { GitCall } from '../git/git.ts';
import type { SalvageDocument } from './salvage-document.ts';
import { mustGit } from './salvage-error.ts';

export interface TakenTags {
  /** With the tags that they point to. */
  tags: SalvageDocument['tags'];
  /** What they stand for in the end. */
  targets: { sha: string; type: string }[];
}

/** Reads annotated tags: no commit can name them, so their text is kept. A tag may point to another. */
export async function takeTags(shas: readonly string[], call: GitCall): Promise<TakenTags> {
  const taken: TakenTags = { tags: [], targets: [] };
  let next = [...shas];
  while (next.length > 0) {
    const tags = await readTags([...new Set(next)], call);
    const targets = tags.map(({ content }) => targetOf(content));
    taken.tags.push(...tags);
    taken.targets.push(...targets.filter(({ type }) => type !== 'tag'));
    next = targets.filter(({ type }) => type === 'tag').map(({ sha }) => sha);
  }
  return taken;
}

/** Format: git-cat-file(1), BATCH OUTPUT. `call` counts in bytes. */
async function readTags(shas: readonly string[], call: GitCall): Promise<SalvageDocument['tags']> {
  const input = shas.map((sha) => `${sha}\n`).join('');
  const output = await mustGit(['cat-file', '--batch'], { ...call, bytes: true, input });
  let from = 0;
  return shas.map((sha) => {
    const start = output.indexOf('\n', from) + 1;
    const size = Number(output.slice(from, start).split(' ')[2]);
    from = start + size + 1;
    return { sha, content: output.slice(start, start + size) };
  });
}

function targetOf(content: string): { sha: string; type: string } {
  const [, sha = '', type = ''] = /^object ([0-9a-f]+)\ntype (\w+)\n/.exec(content) ?? [];
  return { sha, type };
}
