import { InvalidArgumentError } from 'commander';

/** Reads the value of an option that counts something. */
export function positiveInteger(text: string): number {
  const number = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number, 1 or more.');
}
