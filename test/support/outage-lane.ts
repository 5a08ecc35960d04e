import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { stateLayout } from '../../src/config/state-layout.ts';
import { restingStates } from '../../src/core/request.ts';
import { systemClock } from '../../src/edge/clock.ts';
import { type ControlPlaneClient, controlPlaneClient } from '../../src/edge/control-plane-client.ts';
import { type ProcessIdentity, readIdentity } from '../../src/edge/processes/identity.ts';
import type { RequestView } from '../../src/protocol/request.ts';
import { startControlPlane, type TestControlPlane, testSettings } from './control-plane.ts';
import { ProxiedWorker } from './proxied-worker.ts';
import { commitWork } from './scripts.ts';
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
  readonly #agents: readonly string[];
  #queued = 0;

  /** @param stopAfterS how long a session may go on without renewal. */
  static async open(stopAfterS: number): Promise<OutageLane> {
    const { plane, other } = await twoControlPlanes(stopAfterS);
    return new OutageLane(await ProxiedWorker.start({ plane, other, stopAfterS }), plane);
  }

  private constructor(worker: ProxiedWorker, plane: TestControlPlane) {
    this.worker = worker;
    this.client = operatorOf(plane);
    this.#agents = [
      worker.place.agent(script("planeguard finish --no-change 'Nothing to do'"), 'finishes.sh'),
      worker.place.agent(script(`${commitWork()}\nplaneguard pr create --title 'Say hello'`), 'publishes.sh'),
    ];
  }

  async queue(): Promise<string> {
    const { repository } = this.worker.place;
    const agent = this.#agents[this.#queued++ % this.#agents.length] ?? '';
    const request = { repository, remote: repository, agent, prompt: 'Say hello' };
    return (await this.client.createRequest(request, crypto.randomUUID())).id;
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

  /** Not always the first attempt: a claim that a busy machine confirms too late goes back. */
  async untilStarted(id: string): Promise<StartedAgent> {
    const isThere = () => this.started(id)[0];
    const attempt = await until(`an agent of ${id} starts`, isThere, startsWithinMs);
    const identity = readIdentity(Number(this.worker.place.mark(`${id}-${attempt}.pid`)));
    if (identity === null) throw new Error(`the agent of ${id} is gone`);
    return { session: `${id}-${attempt}`, identity };
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
    );
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
