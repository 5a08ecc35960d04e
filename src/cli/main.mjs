import module from 'node:module';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';

// A worker rests most of its life: V8 would keep room for the garbage of its start. First, since the cache goes by flags.
if (process.argv[2] === 'worker' && process.argv[3] === 'run')
  v8.setFlagsFromString('--semi-space-growth-factor=1');

// Keeps stripped and compiled sources beside the packages: the start takes half. A read-only checkout goes without.
// JavaScript, because a TypeScript file that comes before the cache loads the type stripper: 40 ms at each start.
module.enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/planeguard', import.meta.url)));

const { runProgram } = await import('./program.ts');
process.exitCode = await runProgram(process.argv.slice(2));
