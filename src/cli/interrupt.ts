type Stop = 'SIGINT' | 'SIGTERM';

export interface Interrupt {
  /** Aborts at the first SIGINT or SIGTERM. */
  first: AbortSignal;
  /** Aborts at the second one: whoever asks twice does not want to wait. */
  second: AbortSignal;
  /** Which one came first; null before. */
  received(): Stop | null;
  /** Gives the signals back to Node. */
  close(): void;
}

/** Turns Ctrl-C and SIGTERM into aborts. */
export function listenForInterrupts(): Interrupt {
  const first = new AbortController();
  const second = new AbortController();
  let received: Stop | null = null;
  const onSignal = (signal: Stop) => {
    if (received !== null) second.abort();
    received ??= signal;
    first.abort();
  };
  process.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    first: first.signal,
    second: second.signal,
    received: () => received,
    close: () => void process.off('SIGINT', onSignal).off('SIGTERM', onSignal),
  };
}

/** What a shell reports for a program that Ctrl-C ended. */
export const interruptedExitCode = 130;
