import type { Finding } from '../../core/doctor/finding.ts';
import { judgePorts, type PortFacts } from '../../core/doctor/judge-host.ts';
import { readIfLegible } from '../../edge/files.ts';
import { ProblemError } from '../../protocol/problem.ts';
import { tryAddress } from '../../server/bind-address.ts';
import { liveProcess } from '../daemon/process-record.ts';
import type { DoctorPlace } from './doctor-place.ts';

export async function checkPorts(place: DoctorPlace): Promise<Finding[]> {
  const { config } = place;
  return judgePorts({
    listen: config.server.listen,
    address: await addressOf(place),
    range: config.session.ports,
    ephemeral: ephemeralPorts(),
  });
}

/** A control plane that lives has its address: whose else it would be is no question then. */
async function addressOf({ layout, config, elsewhere }: DoctorPlace): Promise<PortFacts['address']> {
  if (elsewhere !== null) return 'elsewhere';
  const { listen } = config.server;
  if (listen.port === 0) return 'any';
  if (liveProcess(layout.serveRecord) !== null) return 'ours';
  try {
    await tryAddress(listen);
    return 'free';
  } catch (error) {
    if (error instanceof ProblemError) return 'taken';
    throw error;
  }
}

/** Ports of outgoing connections (ip(7), ip_local_port_range); macOS has 49152-65535. */
function ephemeralPorts(): PortFacts['ephemeral'] {
  if (process.platform === 'darwin') return { from: 49_152, to: 65_535 };
  const text = readIfLegible('/proc/sys/net/ipv4/ip_local_port_range') ?? '';
  const [, from, to] = /^(\d+)\s+(\d+)/.exec(text) ?? [];
  return from === undefined || to === undefined ? null : { from: Number(from), to: Number(to) };
}
