import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { portOf } from './http-server.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** TLS in front of a control plane, as a person would have it, with a certificate that nobody but `caFile` vouches for. */
export async function tlsProxy(target: string): Promise<{ url: string; caFile: string }> {
  const folder = temporaryFolder();
  const [key, caFile] = [join(folder, 'key.pem'), join(folder, 'ca.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  execFileSync('openssl', ['req', ...kind, '-keyout', key, '-out', caFile, ...subject], { stdio: 'ignore' });
  const server = createServer(
    { key: readFileSync(key), cert: readFileSync(caFile) },
    (incoming, outgoing) => {
      const { method, headers, url = '/' } = incoming;
      const onward = request(new URL(url, target), { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on('error', () => outgoing.destroy());
      incoming.pipe(onward);
    },
  );
  return { url: `https://localhost:${await portOf(server)}`, caFile };
}
