import { configShape, type Shape } from './schema-shape.ts';
import { variableName } from './variables.ts';

/** A configuration file that says what can be set and changes nothing: every key with its default, commented out. */
export function configTemplate(): string {
  const sections = Object.entries(configShape().properties ?? {}).flatMap(([name, shape]) =>
    shape.properties ? section(name, shape.properties) : [],
  );
  return [...head, ...sections, ...tail].join('\n');
}

const head = [
  '# Planeguard. Everything here is optional: what is commented out is the default.',
  '# Check it with: planeguard config check. Each plain value can also be set by the variable beside it.',
  '',
];

const tail = [
  '# Agents by name. every-code and codex are built in; further arguments and variables can be given to each.',
  '# agents:',
  '#   codex: { args: [], env: {} }  # envFile: PATH takes variables from a file',
  '#   my-agent:',
  '#     command: ["./agent.sh", "{promptFile}"]             # relative to this file',
  '#     resume: ["./agent.sh", "--resume", "{promptFile}"]  # goes on with an earlier attempt; command if absent',
  '',
  '# What is different for a repository.',
  '# repositories:',
  '#   - name: owner/name        # or the path or URL of a plain git remote',
  '#     remote: https://…       # default: from the name',
  '#     agent: every-code       # default: the only one that is installed',
  '#     workspace:',
  '#       copy: [".env*"]       # files that git ignores, put into each new workspace',
  '#       from: ../checkout     # where they, and who commits, come from; default: the remote itself',
  '#       submodules: true      # fetched into each new workspace',
  '#       lfs: true             # what Git LFS keeps as well; false: pointers',
  '#     git: { name: …, email: …, sign: inherit }  # who commits; sign: off to sign nothing',
  '#     trigger: { label: planeguard, actors: write, bots: [] }  # which label of an issue starts work, and who may apply it',
  '#     limits: { concurrent: 2, attemptsPerDay: 20 }  # default: those above',
  '#     hooks:                  # shell commands; what the repository carries, where absent; "" for none',
  '#       afterCreate: npm ci   # in a new workspace, until it has succeeded once',
  '#       beforeRun: …          # before the agent of each attempt',
  '#       afterRun: …           # when it has ended',
  '#       beforeRemove: …       # before the workspace is removed',
  '#       timeout: 5m           # for each',
  '',
];

function section(name: string, keys: Record<string, Shape>): string[] {
  return [`# ${name}:`, ...linesOf([name], keys), ''];
}

function linesOf(path: readonly string[], keys: Record<string, Shape>): string[] {
  const indent = `# ${'  '.repeat(path.length)}`;
  return Object.entries(keys).flatMap(([key, shape]) => {
    const here = [...path, key];
    if (shape.properties) return [`${indent}${key}:`, ...linesOf(here, shape.properties)];
    return [
      `${indent}# ${shape.description} ($${variableName(...here)})`,
      `${indent}${key}: ${JSON.stringify(key === 'name' ? '<hostname>' : shape.default)}`,
    ];
  });
}
