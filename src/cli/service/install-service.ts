import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type ServicePart, type ServicePlan, unwritable } from '../../core/service/service-plan.ts';
import { readIfThere, writeWhole } from '../../edge/files.ts';
import { makePrivateFolder } from '../../edge/make-private-folder.ts';
import type { InitSystem } from '../../edge/service/init-system.ts';
import { ProblemError } from '../../protocol/problem.ts';
import type { CliContext } from '../context.ts';
import { liveProcess } from '../daemon/process-record.ts';
import { elsewhere, refuseElsewhere } from '../instance/elsewhere.ts';
import { ownInitSystem } from './own-init-system.ts';
import { removeService } from './remove-service.ts';
import { newServicePlan } from './service-plan.ts';
import { servicePrograms } from './service-programs.ts';
import { readServiceRecord, writeServiceRecord } from './service-record.ts';

/** Idempotent: what is installed as it would be now, and runs, is left alone. */
export async function installService(context: CliContext, wanted: ServicePart | null): Promise<number> {
  const { layout, output } = context;
  const manager = await ownInitSystem();
  const { config } = await context.loadConfig();
  const part = wanted ?? (elsewhere(layout, config) === null ? 'up' : 'worker');
  if (part !== 'worker') refuseElsewhere(layout, config);
  makePrivateFolder(layout.root);
  makePrivateFolder(layout.logs);
  const plan = await newServicePlan(context, part);
  await check(context, plan);
  await refuseOthers(context, manager, plan);
  const changed = await install(context, manager, plan);
  const seen = await manager.look(plan.name);
  if (output.json)
    output.value({ manager: manager.kind, file: manager.fileOf(plan.name), ...plan, changed, ...seen });
  else
    output.line(
      `${plan.name} ${changed ? 'is installed and runs' : 'was installed and runs'} (${manager.kind}, ${part}).`,
    );
  const advice = await manager.adviceForLogout();
  if (advice !== null) output.note(advice);
  return 0;
}

/** @throws ProblemError misconfigured: it could not work. */
async function check(context: CliContext, plan: ServicePlan): Promise<void> {
  const path = unwritable(plan);
  if (path !== null) {
    const detail = `No unit file can name ${JSON.stringify(path)}: it holds control characters.`;
    throw new ProblemError('misconfigured', detail);
  }
  const { missing, agents, missingAgents } = await servicePrograms(context, plan.variables);
  if (missing.length > 0) {
    const detail = `${missing.join(' and ')} would not be found: not on this shell's PATH. Install what is missing, or run this in a terminal where it works.`;
    throw new ProblemError('misconfigured', detail);
  }
  const { output } = context;
  output.note(`On its PATH: git, tmux; agents: ${agents.join(', ') || 'none'}.`);
  for (const program of missingAgents)
    output.note(`${program} is not on this shell's PATH: the service would not find it.`);
}

/** @throws ProblemError state_refused: somebody else keeps this state directory's parts running. */
async function refuseOthers({ layout }: CliContext, manager: InitSystem, plan: ServicePlan): Promise<void> {
  const records = [layout.upRecord, layout.supervisorRecord, layout.workerRecord, layout.serveRecord];
  const pids = records.flatMap((record) => liveProcess(record)?.pid ?? []);
  if (pids.length === 0 || (await manager.look(plan.name)).running) return;
  const detail = `Parts of Planeguard run on ${plan.stateDir} already (pid ${pids.join(', ')}). End them first, sessions go on: planeguard down --keep-sessions`;
  throw new ProblemError('state_refused', detail);
}

/** Whether anything had to be done. A service that cannot be loaded leaves nothing. */
async function install({ layout }: CliContext, manager: InitSystem, plan: ServicePlan): Promise<boolean> {
  const file = manager.fileOf(plan.name);
  const text = manager.textOf(plan);
  const before = readIfThere(file);
  const { loaded, running } = await manager.look(plan.name);
  if (before === text && loaded && running && readServiceRecord(layout) !== null) return false;
  mkdirSync(dirname(file), { recursive: true });
  writeWhole(file, text, { mode: 0o644 });
  writeServiceRecord(layout, plan);
  try {
    await manager.load(plan.name);
  } catch (error) {
    if (before === null) await removeService(layout, manager, plan.name);
    throw error;
  }
  return true;
}
