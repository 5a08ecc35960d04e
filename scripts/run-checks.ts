import { checkRuns, passesCheck } from './run-check.ts';

const results = await Promise.all(checkRuns.map(passesCheck));
process.exitCode = results.every(Boolean) ? 0 : 1;
