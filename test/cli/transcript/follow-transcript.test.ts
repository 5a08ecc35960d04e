import { appendFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Following, followTranscript } from '../../../src/cli/transcript/follow-transcript.ts';
import { systemClock } from '../../../src/edge/clock.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

/** A transcript, and what a reader has of it: `next` waits for what was written since. */
function transcript(change: Partial<Following> = {}) {
  const folder = temporaryFolder();
  const following: Following = {
    path: join(folder, 'transcript.log'),
    earlierPath: join(folder, 'transcript.1.log'),
    once: false,
    over: () => false,
    signal: new AbortController().signal,
    clock: systemClock,
    ...change,
  };
  const write = (text: string) => appendFileSync(following.path, text);
  const turn = () => renameSync(following.path, following.earlierPath);
  return { following, write, turn, reader: followTranscript(following) };
}

async function readAll(reader: AsyncGenerator<Uint8Array>): Promise<string> {
  let text = '';
  for await (const chunk of reader) text += Buffer.from(chunk).toString();
  return text;
}

const next = async (reader: AsyncGenerator<Uint8Array>) =>
  Buffer.from((await reader.next()).value ?? []).toString();

it('reads what is there now across both files', async () => {
  const { write, turn, reader } = transcript({ once: true });
  write('earlier ');
  turn();
  write('later');
  expect(await readAll(reader)).toBe('earlier later');
});

it('reads what is there in the moment between two files', async () => {
  const { write, turn, reader } = transcript({ once: true });
  write('all of it');
  turn();
  expect(await readAll(reader)).toBe('all of it');
});

it('goes on when the file is moved, and misses nothing that was written before', async () => {
  const { write, turn, reader } = transcript();
  write('one ');
  expect(await next(reader)).toBe('one ');
  write('two ');
  turn();
  write('three ');
  expect(await next(reader)).toBe('two ');
  expect(await next(reader)).toBe('three ');
  turn();
  write('four');
  expect(await next(reader)).toBe('four');
  await reader.return(undefined);
});

it('ends with the session, after its last words', async () => {
  const followed = transcript({ over: () => true });
  followed.write('last words');
  expect(await readAll(followed.reader)).toBe('last words');
});
