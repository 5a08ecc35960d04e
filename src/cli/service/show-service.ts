import type { CliContext } from '../context.ts';
import { ownInitSystem } from './own-init-system.ts';
import { type ServiceState, serviceState } from './service-state.ts';

const exitCodes = { fine: 0, wrong: 1, notInstalled: 3 } as const;

/** Exit 0: it runs as it was installed; 1: it does not run, or something has changed; 3: none is installed. */
export async function showService(context: CliContext): Promise<number> {
  const { output, layout } = context;
  const manager = await ownInitSystem();
  const state = await serviceState(context, manager);
  const advice = state.installed ? await manager.adviceForLogout() : null;
  if (output.json) output.value({ manager: manager.kind, ...shown(state), advice });
  else if (!state.installed)
    output.line(`No service is installed for ${layout.root}: planeguard service install`);
  else for (const line of lines(manager.kind, state, advice)) output.line(line);
  if (!state.installed) return exitCodes.notInstalled;
  return state.running && state.drift.length === 0 ? exitCodes.fine : exitCodes.wrong;
}

const shown = ({ plan, ...state }: ServiceState) => ({
  ...state,
  part: plan?.part ?? null,
  argv: plan?.argv ?? null,
});

function lines(kind: string, state: ServiceState, advice: string | null): string[] {
  const { name, file, plan, state: word, pid, loaded, drift } = state;
  return [
    `service   ${name} (${kind}${plan === null ? '' : `, ${plan.part}`})`,
    `state     ${word}${pid === null ? '' : `, pid ${pid}`}${loaded ? '' : ', not started at login'}`,
    `file      ${file}`,
    ...(plan === null ? [] : [`runs      ${plan.argv.join(' ')}`, `PATH      ${plan.variables.PATH ?? ''}`]),
    ...drift.map((sentence) => `changed   ${sentence}`),
    ...(advice === null ? [] : [`logout    ${advice}`]),
  ];
}
