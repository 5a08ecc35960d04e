import type { Node } from 'oxc-parser';
import { childrenOf, lineOf, type Place, placesOf, type SourceFile } from './source-file.ts';

export interface LongFunction {
  name: string;
  path: string;
  line: number;
  lines: number;
  /** Levels of `if`, loops, `switch` and `try` inside each other. */
  depth: number;
}

const functionTypes = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);
const nestingTypes = new Set([
  'IfStatement',
  'ForStatement',
  'ForOfStatement',
  'ForInStatement',
  'WhileStatement',
  'DoWhileStatement',
  'SwitchStatement',
  'TryStatement',
]);

/** Every function with its size. An inner function counts for itself and for the one around it. */
export function measureFunctions(file: SourceFile): LongFunction[] {
  return [...placesOf(file)]
    .filter(({ node }) => functionTypes.has(node.type))
    .map((place) => ({
      name: nameOf(place),
      path: file.path,
      line: lineOf(file, place.node.start),
      lines: lineOf(file, place.node.end) - lineOf(file, place.node.start) + 1,
      depth: depthOf(place.node),
    }));
}

function nameOf({ node, parent }: Place): string {
  if ('id' in node && node.id !== null && 'name' in node.id) return String(node.id.name);
  if (parent !== null && 'id' in parent && parent.id?.type === 'Identifier') return parent.id.name;
  if (parent !== null && 'key' in parent && 'name' in parent.key) return String(parent.key.name);
  return '(unnamed)';
}

function depthOf(node: Node): number {
  return Math.max(0, ...childrenOf(node).map((child) => depthOf(child.node) + (isNesting(child) ? 1 : 0)));
}

/** `else if` goes on beside its `if`, not inside. */
function isNesting({ node, parent, key }: Place): boolean {
  return nestingTypes.has(node.type) && !(parent?.type === 'IfStatement' && key === 'alternate');
}
