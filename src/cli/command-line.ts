/** Flags of every command: flags and description. */
export const globalOptions = [
  ['--json', 'machine-readable output on stdout, errors as JSON on stderr'],
  [
    '--state-dir <dir>',
    'where everything is kept (default: $PLANEGUARD_STATE_DIR, else the XDG state folder)',
  ],
  [
    '--config <file>',
    'the configuration (default: $PLANEGUARD_CONFIG, ./planeguard.yaml, the XDG config folder)',
  ],
] as const;

const flagsWithValue: ReadonlySet<string> = new Set(['--state-dir', '--config']);

/** The command that a line asks for, or asks help about; null when there is none. */
export function wantedCommand(argv: readonly string[]): string | null {
  const words = wordsOf(argv);
  return (words[0] === 'help' ? words[1] : words[0]) ?? null;
}

/** Whether errors are to be JSON, also for a line that cannot be parsed. */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end < 0 ? argv.length : end).includes('--json');
}

/** The words of a line that are neither flags nor their values. */
export function wordsOf(argv: readonly string[]): string[] {
  return argv.filter((word, index) => !word.startsWith('-') && !flagsWithValue.has(argv[index - 1] ?? ''));
}
