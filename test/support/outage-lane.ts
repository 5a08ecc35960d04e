import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { stateLayout } from '../../src/config/state-layout.ts';
import { restingStates } from '../../src/core/request.ts';
import { systemClock } from '../../src/edge/clock.ts';
import { type ControlPlaneClient, controlPlaneClient } from '../../src/edge/control-plane-client.ts';
import { type ProcessIdentity, readIdentity } from '../../src/edge/processes/identity.ts';
import type { RequestView } from '../../src/protocol/request.ts';
import { isAlive } from './alive.ts';
import { startControlPlane, type TestControlPlane, testSettings } from './control-plane.ts';
import { ProxiedWorker } from './proxied-worker.ts';
import { openPullRequest } from './scripts.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { until } from './until.ts';

const script = (last: string) => `
echo $$ > "$MARKS/$PLANEGUARD_SESSION.new" && mv "$MARKS/$PLANEGUARD_SESSION.new" "$MARKS/$PLANEGUARD_SESSION.pid"
until [ -e "$MARKS/$PLANEGUARD_REQUEST.go" ]; do sleep 0.1; done
planeguard progress one
planeguard progress two
${last}`;

export interface StartedAgent {
  session: string;
  identity: ProcessIdentity;
}

/** What an agent does in the end. */
export const endings = ['finishes', 'publishes'] as const;
type Ending = (typeof endings)[number];

/** A session goes from one cell to the next: what began under one fault ends under another. */
export interface LiveSession {
  id: string;
  ending: Ending;
  agent: StartedAgent;
  /** One of its attempts has met its deadline. */
  wasStopped: boolean;
}

/** Each look is a call, answered by the process of all lanes. */
export const lookEveryMs = 400;
/** On a machine that is busy with other workers. */
const startsWithinMs = 120_000;

/** Leases as short as the configuration allows with a grace of a second. */
export const shortLeases = (stopAfterS: number): typeof testSettings => ({
  ...testSettings,
  lease: { heartbeatMs: 1_000, silentAfterMs: 4_000, stopAfterMs: stopAfterS * 1_000, marginMs: 21_000 },
  retry: { attempts: 20, baseMs: 100, capMs: 100 },
});

/** A control plane and its one worker, and what a person sees past the faults between the two. */
export class OutageLane {
  readonly worker: ProxiedWorker;
  readonly client: ControlPlaneClient;
  live: LiveSession[] = [];
  readonly #agents: Record<Ending, string>;
  #queued = 0;

  /** @param stopAfterS how long a session may go on without renewal. */
  static async open(stopAfterS: number): Promise<OutageLane> {
    const { plane, other } = await twoControlPlanes(stopAfterS);
    return new OutageLane(await ProxiedWorker.start({ plane, other, stopAfterS }), plane);
  }

  private constructor(worker: ProxiedWorker, plane: TestControlPlane) {
    this.worker = worker;
    this.client = operatorOf(plane);
    this.#agents = {
      finishes: worker.place.agent(script("planeguard finish --no-change 'Nothing to do'"), 'finishes.sh'),
      publishes: worker.place.agent(script(openPullRequest), 'publishes.sh'),
    };
  }

  async queue(
    ending: Ending = this.#queued++ % 2 === 0 ? 'publishes' : 'finishes',
  ): Promise<Pick<LiveSession, 'id' | 'ending'>> {
    const { repository } = this.worker.place;
    const request = { repository, remote: repository, agent: this.#agents[ending], prompt: 'Say hello' };
    return { id: (await this.client.createRequest(request, crypto.randomUUID())).id, ending };
  }

  /** A session that lives and is known to, whatever comes. */
  async start(ending?: Ending): Promise<void> {
    const queued = await this.queue(ending);
    this.live.push({ ...queued, agent: await this.untilRunning(queued.id), wasStopped: false });
  }

  /** Lets the agents of a request end. */
  letGo(id: string): void {
    writeFileSync(this.#mark(`${id}.go`), '');
  }

  /** Which attempts of a request have ever run an agent. */
  started(id: string): number[] {
    const numbers = Array.from({ length: 12 }, (_, index) => index + 1);
    return numbers.filter((attempt) => existsSync(this.#mark(`${id}-${attempt}.pid`)));
  }

  /** Its launch is told, and its agent runs: that of its attempt of now. */
  untilRunning(id: string): Promise<StartedAgent> {
    const runs = async () => {
      const { state, attempt } = await this.client.showRequest(id);
      return state === 'running' ? this.agentOf(`${id}-${attempt}`) : null;
    };
    return until(`an agent of ${id} runs`, runs, startsWithinMs, lookEveryMs);
  }

  /** Null when it has none, or none any more. */
  agentOf(session: string): StartedAgent | null {
    const pid = this.worker.place.mark(`${session}.pid`);
    const identity = pid === null ? null : readIdentity(Number(pid));
    return identity === null || !isAlive(identity) ? null : { session, identity };
  }

  /** Requests that do not rest. */
  async going() {
    const { items } = await this.client.listRequests({});
    return items.filter(({ state }) => !restingStates.some((resting) => resting === state));
  }

  /** What a failure is explained by. */
  async describe(): Promise<string> {
    const going = (await this.going()).map(
      ({ id, attempt, state, summary }) => `${id}-${attempt} ${state}: ${summary}`,
    );
    return `the worker is ${this.worker.isAlive() ? 'alive' : 'dead'}, says ${this.worker.says()}; ${going.join('; ')}`;
  }

  untilHeld(id: string, states: readonly RequestView['state'][]): Promise<RequestView> {
    return until(
      `${id} is ${states.join(' or ')}`,
      async () => {
        const seen = await this.client.showRequest(id);
        return states.includes(seen.state) && seen;
      },
      startsWithinMs,
      lookEveryMs,
    );
  }

  /** Leaves nothing that would take the processor from others. */
  async retire(): Promise<void> {
    await this.worker.proxy.heal();
    this.worker.pointTo(this.worker.proxy.url);
    await Promise.all((await this.going()).map(({ id }) => this.client.cancelRequest(id)));
    await this.worker.place.planeguard('down');
  }

  #mark(name: string): string {
    return join(this.worker.place.folder, 'marks', name);
  }
}

/** Asks a control plane itself, past every proxy. */
export const operatorOf = ({ url, operatorToken }: TestControlPlane): ControlPlaneClient =>
  controlPlaneClient({
    url: () => url,
    token: () => operatorToken,
    clock: systemClock,
    // It is in this process, which many workers and their disk keep waiting.
    deadlines: { headersMs: 30_000, idleMs: 30_000, totalMs: 60_000 },
  });

/** The second is a copy of the first at its beginning, under an id of its own: it accepts the same tokens. */
async function twoControlPlanes(
  stopAfterS: number,
): Promise<{ plane: TestControlPlane; other: TestControlPlane }> {
  const folder = temporaryFolder();
  const settings = shortLeases(stopAfterS);
  const [own, copy] = [join(folder, 'own'), join(folder, 'copy')];
  await (await startControlPlane({ folder: own, settings })).controlPlane.close();
  cpSync(own, copy, { recursive: true });
  const database = new Database(stateLayout(copy).database);
  database.prepare('UPDATE installation SET database_id = ?').run('d-another');
  database.close();
  const plane = await startControlPlane({ folder: own, settings });
  return { plane, other: await startControlPlane({ folder: copy, settings }) };
}
