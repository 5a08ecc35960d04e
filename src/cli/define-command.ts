import type { Command } from 'commander';
import type { Perform } from './context.ts';

/** Adds arguments, options, help and action to a command. */
export type DefineCommand = (command: Command, perform: Perform) => void;
