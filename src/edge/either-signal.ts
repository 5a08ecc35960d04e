/** A signal that aborts with the first of several. `release` lets go of them; call it when the work is over. */
export interface EitherSignal {
  signal: AbortSignal;
  /** Rejects when the signal aborts. */
  aborted: Promise<never>;
  release(): void;
}

/**
 * Like `AbortSignal.any`, by ordinary listeners. Node 24 forgets composed signals that only `fetch` refers to: after a
 * garbage collection neither a deadline nor Ctrl-C reached a call (seen with 24.21).
 */
export function eitherSignal(signals: readonly AbortSignal[]): EitherSignal {
  const controller = new AbortController();
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  const abort = () => {
    controller.abort();
    reject(controller.signal.reason);
  };
  for (const signal of signals) {
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  }
  return {
    signal: controller.signal,
    aborted: promise,
    release: () => {
      for (const signal of signals) signal.removeEventListener('abort', abort);
    },
  };
}
