/** A webhook may be late by so much. */
const lateMs = 5 * 60_000;
/** The forge's clock and ours may differ by so much. */
const clocksDifferMs = 60_000;

export interface UntoldChange {
  /** When something changed that polling has found before any webhook told of it; the forge's clock, milliseconds. */
  changedAtMs: number;
  /** When the repository's last delivery came; our clock. Null when none ever did. */
  heardAtMs: number | null;
}

/** Whether nothing was heard from webhooks since a change that they should have told of. */
export const isUntold = ({ changedAtMs, heardAtMs }: UntoldChange): boolean =>
  heardAtMs === null || heardAtMs < changedAtMs - clocksDifferMs;

/** Whether that has lasted for so long that none will come any more. */
export const isSilent = (change: UntoldChange, nowMs: number): boolean =>
  isUntold(change) && nowMs - change.changedAtMs > lateMs;
