import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type SessionLayout, sessionLayout } from '../../../src/config/state-layout.ts';
import { installGuard } from '../../../src/worker/guard/install-guard.ts';
import { launchedSession } from '../../support/guarded-session.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { until } from '../../support/until.ts';

const maxBytes = 256 * 1024;

/** The writer alone, with a pipe in the place of the pane. */
function transcriptWriter() {
  const layout = sessionLayout(temporaryFolder());
  installGuard(layout, '/', ['true']);
  const program = join(layout.guard, 'transcript.sh');
  const writer = spawn('sh', [program, layout.directory, String(maxBytes)], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  return { layout, writer, ended: once(writer, 'exit').then(([code]) => code) };
}

const read = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
/** The last words may be what filled a file: then the later one is empty. */
const allOf = (layout: SessionLayout): string => read(layout.earlierTranscript) + read(layout.transcript);
const lines = (count: number): string =>
  Array.from({ length: count }, (_, line) => `line ${line}\n`).join('');

describe('the transcript', () => {
  it('of an agent that prints without end takes no more than it may, and has the last of it without a gap', async () => {
    const { layout, writer, ended } = transcriptWriter();
    const printed = lines(1_000_000);
    writer.stdin.end(printed);
    expect(await ended).toBe(0);
    const kept = allOf(layout);
    expect(kept.length).toBeLessThanOrEqual(maxBytes);
    expect(kept.length).toBeGreaterThan(maxBytes / 4);
    expect(printed.endsWith(kept)).toBe(true);
  });

  it('has each word at once', async () => {
    const { layout, writer, ended } = transcriptWriter();
    for (const word of ['one ', 'two ', 'three']) {
      writer.stdin.write(word);
      await until(word, () => read(layout.transcript).endsWith(word));
    }
    writer.stdin.end();
    expect(await ended).toBe(0);
    expect(read(layout.transcript)).toBe('one two three');
  });

  it('that cannot be written holds nobody up, and ends with its pane', async () => {
    const { layout, writer, ended } = transcriptWriter();
    mkdirSync(layout.transcript);
    writer.stdin.write(lines(200_000));
    writer.stdin.end();
    expect(await ended).toBe(0);
  });

  it('of a session takes no more than it may, while its agent prints megabytes', async () => {
    const argv = ['sh', '-c', 'seq 1 300000; echo the last words'];
    const { layout, exitStatus, stop } = await launchedSession(argv, { transcriptBytes: maxBytes });
    expect(await exitStatus()).toBe(0);
    await until('the last words', () => allOf(layout).includes('the last words'));
    expect(await stop()).toMatchObject({ proof: 'swept', residue: [], grace: 'not_needed' });
    expect(allOf(layout).length).toBeLessThanOrEqual(maxBytes);
  });

  it('is not ended by the TERM of a stop, nor waited for as if it were an agent', async () => {
    const script = 'trap "echo bye; exit 0" TERM; echo ready; while :; do sleep 0.05; done';
    const session = await launchedSession(['sh', '-c', script]);
    await until('ready', () => read(session.layout.transcript).includes('ready'));
    const receipt = await session.stop(30_000);
    expect(receipt.grace).toBe('kept');
    expect(receipt.tookMs).toBeLessThan(15_000);
    expect(read(session.layout.transcript)).toMatch(/bye\r?\n$/);
  });
});
