/** What is sent. A signal that aborts ends the call, and the body of its answer. */
export interface Sent {
  method: 'GET' | 'POST' | 'DELETE';
  headers: Record<string, string>;
  body?: string;
  signal: AbortSignal;
}

/** The head of an answer at once, its body as it comes. */
export interface Answer {
  status: number;
  header(name: string): string | null;
  body: AsyncIterable<Uint8Array>;
}

/** Carries a call to the control plane. Redirects are answers like any other: a token goes nowhere else. */
export type Transport = (url: URL, sent: Sent) => Promise<Answer>;

/** An application in this process. */
export const inThisProcess =
  (application: (request: Request) => Response | Promise<Response>): Transport =>
  async (url, sent) => {
    const { status, headers, body } = await application(new Request(url, sent));
    return { status, header: (name) => headers.get(name), body: body ?? new Blob([]).stream() };
  };
