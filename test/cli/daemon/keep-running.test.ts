import { expect, it } from 'vitest';
import { type EndOfKept, KeepRunning } from '../../../src/cli/daemon/keep-running.ts';
import type { Daemon } from '../../../src/edge/exec.ts';
import { TestClock } from '../../support/test-clock.ts';

interface Run {
  end: (exitCode: number | null) => void;
  daemon: Daemon;
}

function aRun(words: string | null): Run {
  const { promise, resolve } = Promise.withResolvers<number | null>();
  return {
    end: resolve,
    daemon: { pid: 1, ended: promise, leaveAlone: () => undefined, lastWords: () => words },
  };
}

/** What is kept on a clock that the test moves. */
class Kept {
  readonly clock = new TestClock();
  readonly runs: Run[] = [aRun(null)];
  readonly ends: EndOfKept[] = [];
  readonly said: string[] = [];
  failsToStart = false;
  looksThatFail = 0;
  readonly keeper: KeepRunning;

  constructor() {
    const options = {
      name: 'worker',
      start: () => this.#start(),
      clock: this.clock,
      say: (sentence: string) => void this.said.push(sentence),
      onEnd: (end: EndOfKept) => void this.ends.push(end),
      watch: () => this.#watch(),
    };
    this.keeper = new KeepRunning(options, this.newest.daemon);
  }

  get newest(): Run {
    const run = this.runs.at(-1);
    if (run === undefined) throw new Error('none runs');
    return run;
  }

  async #start(): Promise<Daemon> {
    if (this.failsToStart) throw new Error('EAGAIN');
    this.runs.push(aRun('planeguard: The disk is full.'));
    return this.newest.daemon;
  }

  async #watch(): Promise<void> {
    if (this.looksThatFail === 0) return;
    this.looksThatFail -= 1;
    throw new Error('read ECONNRESET');
  }

  async end(exitCode: number | null, thenMs: number): Promise<void> {
    this.newest.end(exitCode);
    await this.clock.advance(1);
    await this.clock.advance(thenMs);
  }
}

it('a crash loop slows down, goes on, and tells how often, how and with which last words', async () => {
  const kept = new Kept();
  for (let crash = 0; crash < 12; crash += 1) await kept.end(78, 30_000);
  expect(kept.runs).toHaveLength(13);
  expect(kept.ends.map(({ inARow, pauseMs }) => [inARow, pauseMs]).slice(0, 3)).toEqual([
    [1, 250],
    [2, 500],
    [3, 1_000],
  ]);
  expect(kept.ends.at(-1)).toEqual({
    inARow: 12,
    exitCode: 78,
    words: 'planeguard: The disk is full.',
    pauseMs: 30_000,
  });
  expect(kept.said.at(-1)).toBe(
    'The worker ended with exit code 78. It is started again in 30 s. That is 12 times in a row. It said last: planeguard: The disk is full.',
  );
});

it('a look after it that fails is said and tried again, and the one that ends is still started again', async () => {
  const kept = new Kept();
  kept.looksThatFail = 2;
  await kept.end(null, 250);
  await kept.clock.advance(2_000);
  const failed = 'The worker could not be looked after: Error: read ECONNRESET. It is tried again.';
  expect(kept.said.filter((sentence) => sentence === failed)).toHaveLength(2);
  await kept.end(null, 1_000);
  expect(kept.runs).toHaveLength(3);
});

it('one that cannot even be started is tried again', async () => {
  const kept = new Kept();
  kept.failsToStart = true;
  await kept.end(null, 5_000);
  kept.failsToStart = false;
  await kept.clock.advance(10_000);
  expect(kept.runs).toHaveLength(2);
  expect(kept.said).toContain('The worker could not be started: Error: EAGAIN.');
});

it('one that was let go is not started again', async () => {
  const kept = new Kept();
  kept.keeper.letGo();
  await kept.end(0, 60_000);
  await kept.keeper.ended;
  expect(kept.runs).toHaveLength(1);
  expect(kept.said).toEqual([]);
});
