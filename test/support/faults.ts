/**
 * What a network, a gateway, or somebody else's server does to a call.
 * Of those that are forwarded, or under way when a fault begins, the control plane has carried out what was asked.
 */
export const faults = [
  /** The port is closed; of a single route, which shares its port with others, the connection is reset instead. */
  'refuse',
  /** The connection is accepted, and nothing is ever said. Answers that are under way are held back too. */
  'silent',
  /** Forwarded; a byte of the answer every 300 ms. */
  'drip',
  /** Forwarded; the connection ends in the middle of the answer. */
  'cut',
  /** Forwarded; the connection ends before the answer. */
  'lost_answer',
  'reset',
  /** Of the control plane's own: they carry its database. */
  '401',
  '403',
  '429',
  '500',
  /** Of a gateway, which knows of no database. */
  '404',
  '409',
  '410',
  '502_html',
  '200_html',
  /** Forwarded; half of the answer, as if it were all of it. */
  'truncated_json',
  'endless_json',
  /** The right database says something that this version does not understand. */
  'other_version',
  /** Another control plane answers, in its own name; the right one hears nothing. */
  'other_database',
] as const;
export type Fault = (typeof faults)[number];

/** Those that spoil an answer on its way back. */
const forwarded = ['drip', 'cut', 'lost_answer', 'truncated_json'] as const;
export type Forwarded = (typeof forwarded)[number];
export const isForwarded = (fault: Fault): fault is Forwarded => forwarded.some((each) => each === fault);

/** One fault, where it strikes, and for how long. */
export interface Outage {
  fault: Fault;
  /** `POST /v1/workers/heartbeat`, or a pattern for it; every route when absent. */
  route?: string | RegExp;
  /** Strikes so many calls of each path; all when absent. */
  times?: number;
  /** Is over after so many milliseconds; never when absent. */
  forMs?: number;
  /** Of `silent`: what was held back stays so afterwards; nobody even hangs up. */
  leavesHanging?: boolean;
  /** Of `429`, in seconds: 1 when absent. */
  retryAfterS?: number;
}

export const strikes = ({ route }: Pick<Outage, 'route'>, call: string): boolean => {
  if (route === undefined) return true;
  return typeof route === 'string' ? route === call : route.test(call);
};
