import { type PortRange, portsPerSession } from '../core/ports.ts';

/** `FROM-TO`, not privileged, with room for one session at least; null for anything else. */
export function parsePortRange(text: string): PortRange | null {
  const match = /^(\d{1,5})-(\d{1,5})$/.exec(text);
  const range = { from: Number(match?.[1]), to: Number(match?.[2]) };
  const isUsable = range.from >= 1_024 && range.to <= 65_535 && range.to - range.from + 1 >= portsPerSession;
  return match !== null && isUsable ? range : null;
}
