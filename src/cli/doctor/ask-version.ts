import type { ProgramFacts } from '../../core/doctor/judge-programs.ts';
import { run } from '../../edge/exec.ts';

/** What a program prints of its version. It has this long: a version manager's shim may look for it. */
const versionWithinMs = 4_000;

export async function askVersion(
  program: string,
  option: string,
  env: Readonly<Record<string, string>>,
): Promise<ProgramFacts> {
  const asked = await run(program, [option], { env, timeoutMs: versionWithinMs, cwd: '/' });
  const text = asked.stdout.trim().split('\n')[0] ?? '';
  switch (asked.failure) {
    case 'none':
      return { kind: 'told', text };
    case 'not_found':
      return { kind: 'missing' };
    case 'timed_out':
      return { kind: 'failed', why: `says nothing within ${versionWithinMs / 1_000} s` };
    case 'exit':
    case 'signal':
    case 'not_started':
      return { kind: 'failed', why: `fails with ${asked.exitCode ?? asked.signal ?? asked.failure}` };
    default:
      return asked.failure satisfies never;
  }
}
