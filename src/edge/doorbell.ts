import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import { hasCode } from './files.ts';

export interface DoorbellListener {
  close(): void;
}

/**
 * Listens to a session's FIFO. Calls back with each word that is rung, and with `closed` once, when the last
 * process that held it for writing is gone (0.5 ms after its death, SIGKILL included). A ring is a hint: look then.
 * Null when there is no FIFO.
 */
export function listenDoorbell(path: string, onRing: (word: string) => void): DoorbellListener | null {
  const fd = openFifo(path);
  if (fd === null) return null;
  const socket = new Socket({ fd, readable: true, writable: false });
  let rest = '';
  let over = false;
  const finish = () => {
    if (over) return;
    over = true;
    onRing('closed');
  };
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const words = (rest + chunk).split('\n');
    rest = (words.pop() ?? '').slice(0, longestWord);
    for (const word of words) onRing(word);
  });
  socket.on('end', finish);
  socket.on('error', finish);
  return {
    close: () => {
      over = true;
      socket.destroy();
    },
  };
}

/** Who writes without an end of line rings nothing, and fills nothing. */
const longestWord = 100;

function openFifo(path: string): number | null {
  let fd: number;
  try {
    fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENXIO', 'EACCES'].some((code) => hasCode(error, code))) return null;
    throw error;
  }
  if (fstatSync(fd).isFIFO()) return fd;
  closeSync(fd);
  return null;
}
