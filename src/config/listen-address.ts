export interface ListenAddress {
  host: string;
  /** 0 takes a free port. */
  port: number;
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|::1)$/;

/** Whether nobody but this machine can reach the host. Names other than localhost are not looked up: they are not. */
export const isLoopback = (host: string): boolean => loopback.test(host.replace(/^\[(.*)\]$/, '$1'));

/** `HOST:PORT`; null for anything else. */
export function parseListen(address: string): ListenAddress | null {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([\w.-]+)):(\d{1,5})$/.exec(address);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  return host === undefined || port > 65_535 ? null : { host, port };
}
