import { rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';

/** Answers one question of one line; `say` sends a line. The signal says that nobody listens any more. */
export type AnswerLine = (
  question: string,
  say: (line: string) => void,
  signal: AbortSignal,
) => Promise<void>;

export interface LineServer {
  /** Ends answers under way, and removes the socket. */
  close(): Promise<void>;
}

const longestQuestion = 4_096;

/**
 * Answers on a Unix socket, in a folder that is this user's alone. What a killed process left at the path is replaced:
 * the caller holds the lock that lets only one of them be.
 * @throws the system's error when it cannot be made.
 */
export async function serveLines(path: string, answer: AnswerLine): Promise<LineServer> {
  rmSync(path, { force: true });
  const leaving = new AbortController();
  const open = new Set<Promise<void>>();
  const server = createServer((socket) => {
    const done = answerOne(socket, answer, leaving.signal);
    open.add(done);
    const forget = () => void open.delete(done);
    // One that fails hangs up, and that is all its caller can be told.
    done.then(forget, forget);
  });
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(path, resolve);
  await promise;
  return {
    close: async () => {
      leaving.abort();
      const closed = new Promise((over) => server.close(over));
      await Promise.allSettled(open);
      await closed;
    },
  };
}

async function answerOne(socket: Socket, answer: AnswerLine, leaving: AbortSignal): Promise<void> {
  const gone = new AbortController();
  socket.on('error', () => gone.abort());
  socket.on('close', () => gone.abort());
  try {
    const question = await firstLine(socket, leaving);
    const say = (line: string) => void (gone.signal.aborted || socket.write(`${line}\n`));
    if (question !== null) await answer(question, say, AbortSignal.any([gone.signal, leaving]));
  } finally {
    socket.end();
  }
}

/** Null when the caller leaves, talks without end, or this process leaves first. */
async function firstLine(socket: Socket, leaving: AbortSignal): Promise<string | null> {
  let text = '';
  const { promise, resolve } = Promise.withResolvers<string | null>();
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    if (text.includes('\n')) resolve(text.slice(0, text.indexOf('\n')));
    else if (text.length > longestQuestion) resolve(null);
  });
  socket.once('close', () => resolve(null));
  leaving.addEventListener('abort', () => resolve(null), { once: true });
  return promise;
}

/**
 * Asks on a socket; the answer's lines as they come. Null when nobody listens there. Leaving the loop hangs up, and so
 * does the signal: one that was stopped has its callers accepted by the kernel, and answers nobody. Whoever is killed
 * before it has read the question resets the connection: that ends the lines, as any other end does.
 */
export async function askLines(
  path: string,
  question: string,
  signal?: AbortSignal,
): Promise<AsyncIterable<string> | null> {
  const socket = connect(path);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  socket.once('connect', () => resolve(true));
  socket.once('close', () => resolve(false));
  socket.on('error', () => socket.destroy());
  if (signal?.aborted) socket.destroy();
  signal?.addEventListener('abort', () => void socket.destroy(), { once: true });
  if (!(await promise)) return null;
  socket.write(`${question}\n`);
  return linesOf(socket);
}

async function* linesOf(socket: Socket): AsyncGenerator<string> {
  const lines = createInterface({ input: socket });
  // One that is destroyed never ends.
  socket.once('close', () => lines.close());
  try {
    yield* lines;
  } catch (error) {
    if (error !== socket.errored) throw error;
  } finally {
    socket.destroy();
  }
}
