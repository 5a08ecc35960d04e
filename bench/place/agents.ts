import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchPlace } from './bench-place.ts';
import { author } from './fixture-repository.ts';

/** A detached process that holds a port, as agents leave them behind. */
const devServer = `
setsid nohup "$BENCH_NODE" "$BENCH_SERVER" "$BENCH_PORTS/$PLANEGUARD_SESSION" >/dev/null 2>&1 &
until [ -s "$BENCH_PORTS/$PLANEGUARD_SESSION" ]; do sleep 0.05; done`;

const ring = (word: string) => `echo "${word} $PLANEGUARD_SESSION" > "$BENCH_BELL"`;

/** What the agents do, in POSIX sh, run in the workspace. */
const scripts = {
  /** Waits for a word, and leaves without a pull request. Its note keeps the workspace: see bench/README.md. */
  leaver: `${ring('started')}\nread -r word < "$BENCH_GO"\necho note > NOTE.md\n${ring('leaving')}`,
  /** Opens a pull request, waits for a word, and leaves. */
  publisher: `
echo more >> part-0/file-0.txt
git commit --quiet --all --message 'Add a line'
planeguard pr create --title 'Add a line'
${ring('started')}\nread -r word < "$BENCH_GO"\n${ring('leaving')}`,
  /** Runs a dev server, and leaves when it is asked to. */
  polite: `trap 'exit 0' TERM\n${devServer}\n${ring('started')}\nsleep 600 & wait`,
  /** Runs a dev server, and cannot be asked. */
  stubborn: `trap '' TERM\n${devServer}\n${ring('started')}\nwhile :; do sleep 600; done`,
  /** Lives, and does nothing. */
  idle: `${ring('started')}\nexec sleep 3600`,
} as const;
interface AgentSettings {
  command: string[];
  env: Record<string, string>;
}

export type AgentName = keyof typeof scripts;

const serverProgram = `
const { writeFileSync } = require('node:fs');
const server = require('node:http').createServer((request, response) => response.end('bench'));
server.listen(0, '127.0.0.1', () => writeFileSync(process.argv[2], String(server.address().port)));
`;

/** Writes the agents' programs. Returns them as the configuration names them. */
export function writeAgents(place: BenchPlace): Record<string, AgentSettings> {
  const server = join(place.root, 'dev-server.cjs');
  writeFileSync(server, serverProgram);
  const env = {
    ...author,
    BENCH_BELL: place.bell.path,
    BENCH_GO: place.go,
    BENCH_NODE: process.execPath,
    BENCH_SERVER: server,
    BENCH_PORTS: join(place.root, 'ports'),
  };
  const agents: Record<string, AgentSettings> = {};
  for (const [name, script] of Object.entries(scripts)) {
    const path = join(place.root, `${name}.sh`);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o700);
    agents[name] = { command: [path], env };
  }
  return agents;
}
