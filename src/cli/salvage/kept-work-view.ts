import type { Salvage } from '../../edge/salvage/list-salvage.ts';
import { shownName } from '../../edge/salvage/salvage-document.ts';

/** What lists and `--json` say of salvaged work. */
export const keptWorkView = ({ ref, sha, document }: Salvage) => ({
  id: `${document.requestId}-${document.attempt}`,
  requestId: document.requestId,
  attempt: document.attempt,
  repository: document.repository,
  title: document.title,
  madeAt: document.madeAt,
  ref,
  sha,
  commits: document.commits,
  stashes: document.stashes,
  files: document.files,
  bytes: document.bytes,
  branch: document.head.branch === null ? null : shownName(document.head.branch),
  nested: document.nested.map(({ path }) => shownName(path)),
  ignored: document.ignored.map(shownName),
  ignoredKept: document.ignoredKept,
});
