import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { type AnswerLine, askLines, serveLines } from '../../src/edge/line-socket.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const socketPath = (): string => join(temporaryFolder(), 'worker.sock');

async function served(answer: AnswerLine, path = socketPath()) {
  const server = await serveLines(path, answer);
  onTestFinished(() => server.close());
  return { path, server };
}

async function ask(path: string, question: string): Promise<string[]> {
  const said: string[] = [];
  for await (const line of (await askLines(path, question)) ?? []) said.push(line);
  return said;
}

it('answers each question with its own lines', async () => {
  const { path } = await served(async (question, say) => {
    say(`you said ${question}`);
    say('and that is all');
  });
  expect(await Promise.all([ask(path, 'one'), ask(path, 'two')])).toEqual([
    ['you said one', 'and that is all'],
    ['you said two', 'and that is all'],
  ]);
});

it('is not there where nobody listens, nor where a killed process has left its socket', async () => {
  const path = socketPath();
  expect(await askLines(path, 'x')).toBeNull();
  writeFileSync(path, '');
  expect(await askLines(path, 'x')).toBeNull();
  await served(async (_, say) => say('here'), path);
  expect(await ask(path, 'x')).toEqual(['here']);
});

it('ends the lines when the one who answers is gone before it has read the question', async () => {
  const path = socketPath();
  const server = createServer({ pauseOnConnect: true }, (socket) => {
    setTimeout(() => socket.destroy(), 20);
  });
  onTestFinished(() => void server.close());
  await new Promise<void>((listening) => {
    server.listen(path, listening);
  });
  expect(await ask(path, 'x')).toEqual([]);
});

it('tells who answers that the one who asked has left', async () => {
  const left = Promise.withResolvers<void>();
  const { path } = await served(async (_, say, signal) => {
    say('one');
    signal.addEventListener('abort', () => left.resolve());
    await left.promise;
  });
  for await (const line of (await askLines(path, 'x')) ?? []) {
    expect(line).toBe('one');
    break;
  }
  await left.promise;
});

it('ends answers under way when it closes, and leaves no socket', async () => {
  const begun = Promise.withResolvers<void>();
  const { path, server } = await served(async (_, say, signal) => {
    begun.resolve();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    say('interrupted');
  });
  const answer = ask(path, 'x');
  await begun.promise;
  await server.close();
  expect(await answer).toEqual(['interrupted']);
  expect(existsSync(path)).toBe(false);
});
