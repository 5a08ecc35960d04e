import { Loop } from '../../edge/loop.ts';
import { storageTrouble } from '../../store/storage-problem.ts';
import { tryWrite } from '../../store/try-write.ts';
import type { Parts } from '../parts.ts';

/** One commit of one page: 0.3 ms. */
const lookEveryMs = 10_000;
const soonMs = 2_000;

/** Notices that nothing can be written (disk full, database locked or damaged), and when it can be again. */
export const storageLoop = (parts: Parts): Loop =>
  new Loop({
    name: 'storage',
    clock: parts.clock,
    doing: 'trying whether the database can be written',
    pass: async () => {
      await parts.writer.write(tryWrite);
      if (parts.condition.storageWorks()) parts.log.info({}, 'The database can be written again');
      return lookEveryMs;
    },
    onError: (error) => {
      const { message } = storageTrouble(error) ?? {
        message: `The database cannot be written: ${String(error)}.`,
      };
      const isNew = parts.condition.storageFails(message, parts.clock.nowMs());
      if (isNew) parts.log.error({ err: error }, message);
    },
    retryMs: () => soonMs,
  });
