/**
 * The issues of the same repository that a pull request's text closes when it is merged, as GitHub reads it.
 * @see https://docs.github.com/en/issues/tracking-your-work-with-issues/linking-a-pull-request-to-an-issue
 */
export function closedBy(text: string, repository: string): number[] {
  const own = repository.toLowerCase();
  const found = [...text.matchAll(pattern)].flatMap(({ groups }) => {
    const { name, number } = groups ?? {};
    const isOwn = name === undefined || name === '' || name.toLowerCase() === own;
    return isOwn && number !== undefined ? [Number(number)] : [];
  });
  return [...new Set(found)];
}

/** "Fixes #12", "closes: owner/name#12", "resolved https://github.com/owner/name/issues/12". */
const pattern =
  /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:https?:\/\/[^\s/]+\/(?=[\w.-]+\/[\w.-]+\/issues\/))?(?<name>[\w.-]+\/[\w.-]+)?(?:#|\/issues\/)(?<number>[1-9]\d{0,9})\b/gi;
