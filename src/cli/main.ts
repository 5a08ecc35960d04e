import module from 'node:module';
import { join } from 'node:path';

// Keeps stripped and compiled sources beside the packages: the start takes half. A read-only checkout goes without.
module.enableCompileCache(join(import.meta.dirname, '../../node_modules/.cache/planeguard'));

const { runProgram } = await import('./program.ts');
process.exitCode = await runProgram(process.argv.slice(2));
