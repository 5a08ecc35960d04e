import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What the model answers to one request: a shell command to run, a last word, or an error of its API. */
export type Step =
  | { run: string }
  | { say: string }
  | { escalate: string }
  | { fail: number; message: string };

/** One list of steps per turn; a turn ends with `say` or `fail`. After the last turn it has nothing to add. */
export type Script = readonly (readonly Step[])[];

export interface MockModel {
  /** With `/v1`: the base URL of an OpenAI-like provider. */
  url: string;
  /** What people and agents wrote to it, in order; the agent's own context and title requests left out. */
  prompts(): string[];
  stop(): Promise<void>;
}

/** The small part of aimock's types used here: it may not be installed when the sources are checked. */
interface Message {
  role: string;
  content: unknown;
  tool_calls?: unknown[];
}
interface Request {
  messages: Message[];
  tools?: unknown[];
}
interface Server {
  on(match: object, response: (request: Request) => object): Server;
  start(): Promise<string>;
  stop(): Promise<void>;
}
interface Aimock {
  LLMock: new (options: { port: number; logLevel: string }) => Server;
}

/** Starts a model on a free loopback port that plays the script. */
export async function startMockModel(script: Script): Promise<MockModel> {
  const module = join(import.meta.dirname, 'node_modules/@copilotkit/aimock/dist/index.js');
  const { LLMock }: Aimock = await import(pathToFileURL(module).href);
  const prompts: string[] = [];
  const server = new LLMock({ port: 0, logLevel: 'silent' });
  server.on({}, (request) => answer(script, request, prompts));
  const url = await server.start();
  return { url: `${url}/v1`, prompts: () => prompts, stop: () => server.stop() };
}

function answer(script: Script, request: Request, prompts: string[]): object {
  // Codex asks for a title in a request without tools.
  if ((request.tools ?? []).length === 0) return { content: 'A title' };
  const { turn, step, prompt } = placeIn(request.messages);
  if (step === 0) prompts.push(prompt);
  return responseTo(script[turn]?.[step] ?? { say: 'Nothing to add.' }, `call-${turn}-${step}`);
}

/** Every finished turn left an assistant's word; every step of this one left a tool's result. */
function placeIn(messages: Message[]): { turn: number; step: number; prompt: string } {
  const lastUser = messages.findLastIndex(({ role }) => role === 'user');
  return {
    turn: messages.filter(isLastWord).length,
    step: messages.slice(lastUser).filter(({ role }) => role === 'tool').length,
    prompt: String(messages[lastUser]?.content ?? ''),
  };
}

const isLastWord = ({ role, content, tool_calls }: Message): boolean =>
  role === 'assistant' && Boolean(content) && (tool_calls ?? []).length === 0;

function responseTo(step: Step, id: string): object {
  if ('say' in step) return { content: step.say };
  if ('fail' in step) return { error: { message: step.message, type: 'error' }, status: step.fail };
  const call =
    'run' in step
      ? { cmd: step.run }
      : { cmd: step.escalate, sandbox_permissions: 'require_escalated', justification: 'May I?' };
  return { toolCalls: [{ id, name: 'exec_command', arguments: JSON.stringify(call) }] };
}
