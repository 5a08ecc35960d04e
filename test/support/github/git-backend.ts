import { spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';

/** One call of git's own HTTP backend, by CGI, for the bare repositories below a folder. */
export async function gitBackend(root: string, request: Request, user: string): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const body = Buffer.from(await request.arrayBuffer());
  const program = spawn('git', ['http-backend'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      GIT_PROTOCOL: request.headers.get('git-protocol') ?? '',
      HTTP_CONTENT_ENCODING: request.headers.get('content-encoding') ?? '',
      CONTENT_TYPE: request.headers.get('content-type') ?? '',
      CONTENT_LENGTH: `${body.length}`,
      REQUEST_METHOD: request.method,
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      REMOTE_USER: user,
      REMOTE_ADDR: '127.0.0.1',
    },
  });
  // It may have said all it has to say before it has read everything.
  program.stdin.on('error', () => undefined).end(body);
  return answerOf(await buffer(program.stdout));
}

function answerOf(output: Buffer): Response {
  const end = output.indexOf('\r\n\r\n');
  const lines = output.subarray(0, end).toString().split('\r\n');
  const headers = new Headers(lines.map((line) => line.split(': ', 2) as [string, string]));
  const status = Number.parseInt(headers.get('status') ?? '200', 10);
  headers.delete('status');
  return new Response(output.subarray(end + 4), { status, headers });
}
