import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { pasteHeader } from '../../src/core/paste.ts';
import { systemClock } from '../../src/edge/clock.ts';
import {
  attachArgv,
  captureScreen,
  clientActivity,
  closeInput,
  flushTranscript,
  killTmuxServer,
  pasteText,
  probeTmux,
  startTmux,
  type TmuxServer,
} from '../../src/edge/tmux.ts';
import { testEnvironment } from '../support/git-repository.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

function newServer(name = 'pg-r1-1', env: Record<string, string> = {}): TmuxServer & { folder: string } {
  const folder = temporaryFolder();
  const server = { socket: join(folder, 's'), name, env: { ...testEnvironment(), ...env }, folder };
  onTestFinished(async () => {
    await killTmuxServer(server);
    await until('the server is gone', async () => (await probeTmux(server)) === 'dead');
  });
  return server;
}

const start = (server: TmuxServer & { folder: string }, argv: readonly string[]) =>
  startTmux(server, {
    prefix: [],
    argv,
    cwd: server.folder,
    transcriptCommand: 'exec cat >> "$TRANSCRIPT_FOLDER/transcript"',
  });

/** A server whose terminal shows what is typed. */
async function echoing() {
  const server = newServer();
  await start(server, ['sh', '-c', 'stty -echo; echo ready; exec cat']);
  await until('ready', async () => (await captureScreen(server))?.includes('ready'));
  return server;
}

const screen = async (server: TmuxServer): Promise<string> => (await captureScreen(server)) ?? '';

describe('a tmux server', () => {
  it('runs the words of a command as they are, in its folder, in a terminal of 200 by 50', async () => {
    const server = newServer();
    const word = "it's; #(touch x) $(touch y) é;";
    await start(server, ['sh', '-c', 'stty size; pwd; printf "%s" "$1" > word; exec sleep 60', 'sh', word]);
    await until('the word', () => existsSync(join(server.folder, 'word')));
    expect(readFileSync(join(server.folder, 'word'), 'utf8')).toBe(word);
    expect(await screen(server)).toContain(`50 200\n${server.folder}`);
    expect(existsSync(join(server.folder, 'x'))).toBe(false);
  });

  it('gives its environment to the program, and to nobody through an argument', async () => {
    const server = newServer('pg-r1-1', { A_SECRET: 'of the person' });
    await start(server, ['sh', '-c', 'echo "<$A_SECRET>"; exec sleep 60']);
    await until('the secret', async () => (await screen(server)).includes('<of the person>'));
  });

  it('is alive, and dead after it was killed', async () => {
    const server = newServer();
    expect(await probeTmux(server)).toBe('dead');
    await start(server, ['sleep', '60']);
    expect(await probeTmux(server)).toBe('alive');
    expect(await killTmuxServer(server)).toBe(true);
    await until('dead', async () => (await probeTmux(server)) === 'dead');
    expect(await killTmuxServer(server)).toBe(false);
  });

  it('is dead for a session that it does not have, be the name a prefix', async () => {
    const server = newServer('pg-r1-10');
    await start(server, ['sleep', '60']);
    expect(await probeTmux({ ...server, name: 'pg-r1-1' })).toBe('dead');
    expect(await captureScreen({ ...server, name: 'pg-r1-1' })).toBeNull();
    expect(await closeInput({ ...server, name: 'pg-r1-1' })).toBe(false);
  });

  it('is unknown while something listens that does not answer', async () => {
    const server = newServer();
    const mute = createServer((socket) => socket.resume()).listen(server.socket);
    await once(mute, 'listening');
    expect(await probeTmux(server)).toBe('unknown');
    await new Promise((resolve) => mute.close(resolve));
  });

  it('is not started by a question', async () => {
    const server = newServer();
    await closeInput(server);
    await flushTranscript(server);
    await clientActivity(server);
    expect(await captureScreen(server)).toBeNull();
    expect(existsSync(server.socket)).toBe(false);
  });

  it('is adopted when it is started twice', async () => {
    const server = newServer();
    await start(server, ['sh', '-c', 'echo x >> starts; exec sleep 60']);
    await start(server, ['sh', '-c', 'echo x >> starts; exec sleep 60']);
    await until('started', () => existsSync(join(server.folder, 'starts')));
    expect(readFileSync(join(server.folder, 'starts'), 'utf8')).toBe('x\n');
  });

  it('that cannot start is a problem that a person can read', async () => {
    const server = newServer();
    const nowhere = { ...server, socket: join(server.folder, 'missing', 's') };
    await expect(start(nowhere, ['sleep', '60'])).rejects.toThrow(/pg-r1-1 cannot be started: tmux ended/);
    await expect(start({ ...server, env: { PATH: '/nowhere' } }, ['sleep', '60'])).rejects.toThrow(
      /tmux is not installed/,
    );
  });
});

describe('a text for the terminal', () => {
  it('arrives below the header, followed by Enter, without becoming keys', async () => {
    const server = await echoing();
    const text = "!touch pwned; kill-server;\n/exit #(touch x) é 'q'\u001b[201~\u0003;";
    expect(await pasteText({ ...server, text, clock: systemClock })).toBe('sent');
    await until('the last line', async () => (await screen(server)).includes("'q'[201~;"));
    expect(await screen(server)).toContain(`${pasteHeader}\n!touch pwned; kill-server;\n/exit #(touch x) é`);
    expect(existsSync(join(server.folder, 'x'))).toBe(false);
  });

  it('of 100 kB arrives whole', async () => {
    const server = newServer();
    await start(server, ['sh', '-c', 'stty raw -echo; echo ready; exec cat > received']);
    await until('ready', async () => (await screen(server)).includes('ready'));
    const text = 'a line of words that is long enough\n'.repeat(3_000).trimEnd();
    expect(await pasteText({ ...server, text, clock: systemClock })).toBe('sent');
    const received = () => readFileSync(join(server.folder, 'received'), 'utf8').replaceAll('\r', '\n');
    await until('all of it', () => received().length >= pasteHeader.length + text.length + 1);
    expect(received().trimEnd()).toBe(`${pasteHeader}\n${text}`);
  });

  it('is submitted also while somebody scrolls', async () => {
    const server = newServer();
    await start(server, ['sh', '-c', 'echo ready; read -r a; read -r b; echo "got <$b>"; exec sleep 60']);
    await until('ready', async () => (await screen(server)).includes('ready'));
    execFileSync('tmux', ['-S', server.socket, 'copy-mode', '-t', `=${server.name}:`]);
    expect(await pasteText({ ...server, text: 'hello', clock: systemClock })).toBe('sent');
    await until('the answer', async () => (await screen(server)).includes('got <hello>'));
  });

  it('is not sent to a server that is gone, or a session that is another', async () => {
    const server = newServer('pg-r1-10');
    expect(await pasteText({ ...server, text: 'x', clock: systemClock })).toBe('not_sent');
    await start(server, ['sleep', '60']);
    expect(await pasteText({ ...server, name: 'pg-r1-1', text: 'x', clock: systemClock })).toBe('not_sent');
  });

  it('is not typed once the input is closed', async () => {
    const server = await echoing();
    expect(await closeInput(server)).toBe(true);
    await pasteText({ ...server, text: 'too late', clock: systemClock });
    expect(await screen(server)).not.toContain('too late');
  });
});

it('writes what the terminal shows to the transcript, whole once it is flushed', async () => {
  const folder = temporaryFolder();
  const server = newServer('pg-r1-1', { TRANSCRIPT_FOLDER: folder });
  await start(server, ['sh', '-c', 'echo first; exec sleep 60']);
  const path = join(folder, 'transcript');
  await until('first', () => existsSync(path) && readFileSync(path, 'utf8').includes('first'));
  expect(await flushTranscript(server)).toBe(true);
});

it('sees who is attached, and when they typed', async () => {
  const server = await echoing();
  expect(await clientActivity(server)).toEqual({ kind: 'known', attached: 0, lastInputAtMs: null });
  const [program = '', ...args] = attachArgv(server);
  const line = [program, ...args].map((word) => `'${word}'`).join(' ');
  const client = spawn('script', ['-qec', line, '/dev/null'], {
    env: { ...server.env, TERM: 'xterm' },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  onTestFinished(() => void client.kill('SIGKILL'));
  const seen = await until('attached', async () => {
    const activity = await clientActivity(server);
    return activity.kind === 'known' && activity.attached === 1 ? activity : null;
  });
  expect(Math.abs(Date.now() - (seen.lastInputAtMs ?? 0))).toBeLessThan(10_000);
});

it('does not know who is attached to a server that is gone', async () => {
  expect(await clientActivity(newServer())).toEqual({ kind: 'unknown' });
});
