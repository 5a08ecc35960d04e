import { posix } from 'node:path';
import type { Node } from 'oxc-parser';
import { lineOf, placesOf, type SourceFile } from './source-file.ts';

export interface Import {
  /** As written: `./clock.ts`, `node:fs`, `execa`. */
  specifier: string;
  /** The imported file, relative to the checkout; null for packages and Node's own modules. */
  path: string | null;
  line: number;
}

/** Static, dynamic and type imports, re-exports, `import('x').T` and `require('x')`. Computed names are not seen. */
export function importsOf(file: SourceFile): Import[] {
  const imports: Import[] = [];
  for (const { node } of placesOf(file)) {
    const specifier = specifierOf(node);
    if (specifier === null) continue;
    const path = specifier.startsWith('.') ? posix.join(posix.dirname(file.path), specifier) : null;
    imports.push({ specifier, path, line: lineOf(file, node.start) });
  }
  return imports;
}

function specifierOf(node: Node): string | null {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return textOf(node.source);
    case 'ExportNamedDeclaration':
      return node.source === null ? null : textOf(node.source);
    case 'CallExpression': {
      const [argument] = node.arguments;
      const isRequire = node.callee.type === 'Identifier' && node.callee.name === 'require';
      return isRequire && argument !== undefined ? textOf(argument) : null;
    }
    default:
      return null;
  }
}

function textOf(node: Node): string | null {
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : null;
}
