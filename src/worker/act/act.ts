import type { Action } from '../../core/session-facts.ts';
import type { Session } from '../session/session.ts';
import { acknowledgeLaunch } from './acknowledge-launch.ts';
import { beginEnding } from './begin-ending.ts';
import { carryOutCommands } from './carry-out-commands.ts';
import { clean, keepUncleaned } from './clean.ts';
import { endHook } from './end-hook.ts';
import { judge } from './judge.ts';
import { launch } from './launch.ts';
import { prepare } from './prepare.ts';
import { remind } from './remind.ts';
import { reportEnd } from './report-end.ts';
import { restoreWatch } from './restore-watch.ts';
import { runHook } from './run-hook.ts';
import { stop } from './stop.ts';
import { stopAgent } from './stop-agent.ts';
import { tellFirst } from './tell-first.ts';

/** Carries out one action. May throw: then it is decided again, a second later, from what is there. */
export async function act(session: Session, action: Action): Promise<void> {
  switch (action.type) {
    case 'prepare':
      return prepare(session);
    case 'run_hook':
      return runHook(session, action.name);
    case 'end_hook':
      return endHook(session, action.name, action.outcome);
    case 'launch':
      return launch(session);
    case 'acknowledge_launch':
      return acknowledgeLaunch(session);
    case 'restore_watch':
      return restoreWatch(session);
    case 'carry_out_commands':
      return carryOutCommands(session);
    case 'remind':
      return remind(session);
    case 'begin_ending':
      beginEnding(session, action.cause);
      return action.cause.kind === 'exited' ? tellFirst(session) : undefined;
    case 'stop_agent':
      return stopAgent(session);
    case 'stop':
      return stop(session);
    case 'judge':
      return judge(session);
    case 'report_end':
      return reportEnd(session);
    case 'begin_cleaning':
      return session.update({ state: 'cleaning' });
    case 'clean':
      return clean(session);
    case 'keep_uncleaned':
      return keepUncleaned(session, action.message);
    default:
      return action satisfies never;
  }
}
