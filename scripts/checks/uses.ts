import type { Node } from 'oxc-parser';
import type { Place } from './source-file.ts';

/** Is this place `object.property`, or `object['property']`? */
export function isMember({ node }: Place, object: string, property: string): boolean {
  if (node.type !== 'MemberExpression') return false;
  if (node.object.type !== 'Identifier' || node.object.name !== object) return false;
  if (node.computed) return node.property.type === 'Literal' && node.property.value === property;
  return node.property.type === 'Identifier' && node.property.name === property;
}

/** Is this place the variable `name` itself, and not a property or key that is called so? */
export function isVariable({ node, parent, key }: Place, name: string): boolean {
  if (node.type !== 'Identifier' || node.name !== name) return false;
  if (parent === null) return false;
  const isName =
    key === 'property' || key === 'key' || key === 'imported' || key === 'local' || key === 'exported';
  return !isName || ('computed' in parent && parent.computed);
}

/** `new Date()` or `Date()`: the present. `new Date(ms)` only converts. */
export function readsPresentDate({ node }: Place): boolean {
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return false;
  return node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0;
}

/** `import { name } from 'node:object'`, or `const { name } = object`. */
export function isTakenFrom({ node }: Place, object: string, name: string): boolean {
  if (node.type === 'ImportDeclaration') {
    const isModule = node.source.value === object || node.source.value === `node:${object}`;
    return (
      isModule &&
      node.specifiers.some((taken) => taken.type === 'ImportSpecifier' && isNamed(taken.imported, name))
    );
  }
  if (node.type !== 'VariableDeclarator' || node.id.type !== 'ObjectPattern') return false;
  const isObject = node.init?.type === 'Identifier' && node.init.name === object;
  return (
    isObject && node.id.properties.some((taken) => taken.type === 'Property' && isNamed(taken.key, name))
  );
}

function isNamed(node: Node, name: string): boolean {
  return node.type === 'Identifier' && node.name === name;
}
