import { copyFileSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const source = join(root, 'src');
const target = join(root, 'dist');

/**
 * Node refuses to strip types below node_modules, so a package has JavaScript: each file for itself, with blanks where
 * its types were. Every statement keeps its line and column, and its place beside the guard's programs.
 */
function buildPackage(): void {
  rmSync(target, { recursive: true, force: true });
  for (const path of globSync('**/*.{ts,mjs,sh}', { cwd: source })) {
    const from = join(source, path);
    const to = join(target, path.replace(/\.ts$/, '.js'));
    mkdirSync(dirname(to), { recursive: true });
    if (path.endsWith('.sh')) copyFileSync(from, to);
    else writeFileSync(to, compiled(readFileSync(from, 'utf8')));
  }
}

const compiled = (text: string): string => stripTypeScriptTypes(text).replaceAll(importedFile, '$1.js$2');

/** `from './x.ts'`, `import('./x.ts')`. */
const importedFile = /((?:\bfrom |\bimport\()'\.[^'\n]*)\.ts(')/g;

buildPackage();
