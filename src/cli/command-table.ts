import type { Command } from 'commander';
import type { Perform } from './context.ts';

/** Adds arguments, options, help and action to a command. */
export type DefineCommand = (command: Command, perform: Perform) => void;

interface CommandEntry {
  name: string;
  summary: string;
  load(): Promise<DefineCommand>;
}

/** Every command in the order of the help. */
export const commandTable: readonly CommandEntry[] = [
  {
    name: 'run',
    summary: 'queue a request for an agent; with --wait, see it through',
    load: async () => (await import('./commands/run.ts')).defineRun,
  },
  {
    name: 'list',
    summary: 'list requests',
    load: async () => (await import('./commands/list.ts')).defineList,
  },
  {
    name: 'show',
    summary: 'show one request: state, reason, what to do next, evidence',
    load: async () => (await import('./commands/show.ts')).defineShow,
  },
  {
    name: 'version',
    summary: 'print the version',
    load: async () => (await import('./commands/version.ts')).defineVersion,
  },
];
