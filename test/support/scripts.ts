/** Lines of scripted agents, POSIX sh. */

export const commitWork = (file = 'work.txt'): string =>
  `echo "by $PLANEGUARD_SESSION" >> ${file}\ngit add ${file}\ngit commit --quiet --message 'Say hello'`;

export const openPullRequest = `${commitWork()}\nplaneguard pr create --title 'Say hello'`;

/** Tells the test that it is there, under its process id. */
export const started = 'echo $$ > "$MARKS/pid.new" && mv "$MARKS/pid.new" "$MARKS/pid"';

/** Stays until the test lets it go. */
export const waitForTest = 'until [ -e "$MARKS/go" ]; do sleep 0.1; done';

/** A dev server as agents leave them: detached, in a session of its own, without the marker. */
export const devServer =
  'setsid nohup sleep 600 >/dev/null 2>&1 & echo $! > "$MARKS/server.new" && mv "$MARKS/server.new" "$MARKS/server"';
