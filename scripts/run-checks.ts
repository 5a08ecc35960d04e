import { checkRuns, runCheck } from './run-check.ts';

const findings = await Promise.all(checkRuns.map(runCheck));
process.exitCode = findings.every((finding) => finding === null) ? 0 : 1;
