const longestBeginning = 60;
const longestHeader = 100;

/** What answered, for a person: `status 502, text/html, starting with "<!doctype html>"`. Never a byte that a terminal obeys. */
export function foundThere(answer: {
  status: number;
  header: (name: string) => string | null;
  body: string;
}): string {
  const { status, header } = answer;
  const type = plain(header('content-type') ?? '', longestHeader).split(';')[0] || 'no content type';
  const location = header('location');
  const to = location === null ? '' : ` to ${plain(location.replace(/[?#].*$/s, ''), longestHeader)}`;
  const beginning = plain(answer.body.slice(0, 4 * longestBeginning), longestBeginning);
  const body = beginning === '' ? 'with an empty body' : `starting with ${JSON.stringify(beginning)}`;
  return `status ${status}${to}, ${type}, ${body}`;
}

/** On one line, shortened. Control, format and separator characters become spaces. */
function plain(text: string, longest: number): string {
  const line = text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
