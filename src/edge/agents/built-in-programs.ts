/** What each built-in agent is started as. Every Code is not looked for as `code`: mostly that is VS Code. */
export const builtInPrograms = { 'every-code': 'coder', codex: 'codex' } as const;
