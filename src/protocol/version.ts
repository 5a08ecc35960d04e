import manifest from '../../package.json' with { type: 'json' };

/** The program's version, as its package says. */
export const version: string = manifest.version;

/** Of the HTTP API. Raised when a program of another number could not understand the answers. */
export const apiVersion = 1;
