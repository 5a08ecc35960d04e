/** What must not leave this machine. */
export interface Redaction {
  /** Tokens, values of variables: wherever one stands, as it is or encoded. */
  secrets: readonly string[];
  /** The person's home folder, whose name is mostly theirs; null where it is none of its own. */
  home: string | null;
}

const hidden = '[secret]';
const leftOut = '[left out]';

/** Below this a word is too common to be searched for: a text would be full of holes, and say nothing. */
const shortestSecret = 4;

/** A copy without secrets, without who signs in by a URL, and without what people and agents wrote. */
export function redact(value: unknown, { secrets, home }: Redaction): unknown {
  const forms = [...new Set(secrets.flatMap(formsOf))].sort((a, b) => b.length - a.length);
  const clean = (text: string): string => {
    const known = forms.reduce((rest, form) => rest.replaceAll(form, hidden), text);
    const shaped = shapes.reduce((rest, [shape, to]) => rest.replace(shape, to), known);
    return home === null ? shaped : withoutHome(shaped, home);
  };
  return walk(value, clean);
}

function walk(value: unknown, clean: (text: string) => string): unknown {
  if (typeof value === 'string') return clean(value);
  if (Array.isArray(value)) return value.map((each) => walk(each, clean));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [clean(key), inside(key, inner, clean)]);
  return Object.fromEntries(entries);
}

function inside(key: string, value: unknown, clean: (text: string) => string): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value;
  if (secretKey.test(key)) return hidden;
  return wordsOfPeople.has(key) ? leftOut : walk(value, clean);
}

/** `tokenFile` names a file, and is no token. */
const secretKey = /(token|secret|password|passwd|authorization|cookie|credential|api_?key|private_?key)s?$/i;

/** Keys below which people and agents speak, or command lines stand. */
const wordsOfPeople: ReadonlySet<string> = new Set([
  ...['title', 'prompt', 'text', 'body', 'question', 'summary', 'next', 'feedback', 'conversation'],
  ...['args', 'command', 'resume', 'env', 'afterCreate', 'beforeRun', 'afterRun', 'beforeRemove'],
]);

/** A secret as it is, and as JSON, URLs and logs, line by line, would have it. */
function formsOf(secret: string): string[] {
  const lines = secret.includes('\n') ? secret.split(/\r?\n/).filter((line) => line.length >= 8) : [];
  const encoded = [JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret.toWellFormed())];
  return [secret, secret.trim(), ...encoded, ...lines].filter((form) => form.length >= shortestSecret);
}

/** Secrets that nobody told us of, by what they look like. */
const shapes: readonly [RegExp, string][] = [
  [/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/?#'"]*@/gi, `$1${hidden}@`],
  [/\b(bearer|basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${hidden}`],
  [
    /([\w-]*(?:token|secret|password|passwd|api[_-]?key|private[_-]?key|signature)["']?\s*[=:]\s*["']?)[^\s"'&,;]{4,}/gi,
    `$1${hidden}`,
  ],
  [/\b(?:gh[a-z]_|github_pat_|glpat-|xox[a-z]-|sk-|pg_[a-z]+_)[\w-]{8,}/g, hidden],
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, hidden],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, hidden],
];

/** The folder itself and what is below it, not one whose name only begins alike. */
function withoutHome(text: string, home: string): string {
  const parts = text.split(home);
  return parts.reduce((all, part) => `${all}${/^[\w.-]/.test(part) ? home : '~'}${part}`);
}
