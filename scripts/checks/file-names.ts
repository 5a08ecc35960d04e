import { posix } from 'node:path';
import type { Finding } from './finding.ts';
import type { SourceFile } from './source-file.ts';

const kebab = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** A `service` is what launchd or systemd keeps running (docs/glossary.md); `services` are anything. */
const meaningless = /(^|-)(index|utils?|helpers?|managers?|services|common|misc|shared)$/;

/** Files are named in kebab-case after what they export; a name that fits everything says nothing. */
export function findBadNames(files: readonly SourceFile[]): Finding[] {
  return files.flatMap(({ path, program }) => {
    const message = problemOf(posix.basename(path).split('.')[0] ?? '');
    const isBarrel = program.body.length > 0 && program.body.every(isReExport);
    const messages = [message, isBarrel ? 'no barrels: import each thing from its own file' : null];
    return messages.flatMap((text) => (text === null ? [] : [{ path, line: 1, message: text }]));
  });
}

function problemOf(name: string): string | null {
  if (!kebab.test(name)) return `${name} is not in kebab-case`;
  return meaningless.test(name) ? `${name} says nothing: name the file after its main export` : null;
}

function isReExport(statement: SourceFile['program']['body'][number]): boolean {
  if (statement.type === 'ExportAllDeclaration') return true;
  return statement.type === 'ExportNamedDeclaration' && statement.source !== null;
}
