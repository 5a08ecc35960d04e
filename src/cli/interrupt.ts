/** HUP: the terminal was closed, and nobody is there who could type Ctrl-C. */
const stops = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interrupt {
  /** Aborts at the first of these signals. */
  first: AbortSignal;
  /** Aborts at the second one: whoever asks twice does not want to wait. */
  second: AbortSignal;
  /** Gives the signals back to Node. */
  close(): void;
}

/** Turns Ctrl-C, SIGTERM and a closed terminal into aborts. */
export function listenForInterrupts(): Interrupt {
  const first = new AbortController();
  const second = new AbortController();
  const onSignal = () => (first.signal.aborted ? second : first).abort();
  for (const stop of stops) process.on(stop, onSignal);
  return {
    first: first.signal,
    second: second.signal,
    close: () => {
      for (const stop of stops) process.off(stop, onSignal);
    },
  };
}

/** What a shell reports for a program that Ctrl-C ended. */
export const interruptedExitCode = 130;
