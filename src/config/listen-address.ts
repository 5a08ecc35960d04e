export interface ListenAddress {
  host: string;
  /** 0 takes a free port. */
  port: number;
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** `HOST:PORT` of this machine; null for anything else: without TLS nothing may listen to other machines. */
export function parseListen(address: string): ListenAddress | null {
  const match = /^(?:\[([0-9a-fA-F:]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(address);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || !loopback.test(host) || port > 65_535) return null;
  return { host, port };
}
