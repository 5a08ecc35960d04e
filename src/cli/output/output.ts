import { styleText } from 'node:util';
import type { Hint } from './hints-for.ts';

export type Colour = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold';

/** Where a command's results and remarks go. */
export interface Output {
  /** Results are JSON, and stdout holds nothing else. */
  json: boolean;
  /** A person watches stdout. */
  terminal: boolean;
  /** A line of the result. */
  line(text: string): void;
  /** A remark beside the result, on stderr. */
  note(text: string): void;
  /** How a long command is getting on, on stderr: only while a person watches. */
  progress(text: string): void;
  /** The result as one JSON document on one line. */
  value(value: unknown): void;
  /** A text within a value, whose commands mean the same place. */
  hint: Hint;
  /** Colours text, if a person watches. */
  paint(colour: Colour, text: string): string;
}

export interface OutputOptions {
  json: boolean;
  noColor: boolean;
  /** What becomes of commands that are named in texts. */
  hint?: Hint;
}

export function openOutput({ json, noColor, hint = (text) => text }: OutputOptions): Output {
  const terminal = process.stdout.isTTY === true && !json;
  const coloured = terminal && !noColor;
  return {
    json,
    terminal,
    line: (text) => void process.stdout.write(`${hint(text)}\n`),
    note: (text) => void process.stderr.write(`${hint(text)}\n`),
    progress: (text) => {
      if (process.stderr.isTTY === true && !json) process.stderr.write(`${text}\n`);
    },
    value: (value) => void process.stdout.write(`${JSON.stringify(value)}\n`),
    hint,
    paint: (colour, text) => (coloured ? styleText(colour, text, { validateStream: false }) : text),
  };
}
