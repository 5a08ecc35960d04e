import { randomBytes } from 'node:crypto';

export const feedbackId = (): string => `f${randomBytes(8).toString('hex')}`;
export const commentId = (): string => `c${randomBytes(8).toString('hex')}`;
export const databaseId = (): string => `d${randomBytes(8).toString('hex')}`;
