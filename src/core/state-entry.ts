const databases = /^(planeguard|journal)\.db($|[-.])/;
const locks = /^(control-plane|worker|up|supervisor)\.lock(-journal|-wal|-shm)?$/;
const files =
  /^((operator|worker)\.token|worker\.(pid|id)|(serve|worker|up|supervisor)\.process\.json|(control-plane|worker-status|worker-restarts|repairs|enrolment|drain|service)\.json)(\.[0-9a-f]{12}\.tmp)?$/;
const folders = /^(cache|workspaces|sessions|logs|run)$/;

/** Whether Planeguard has made the entry of a state directory with this name. Everything else there is somebody's. */
export const isOwnEntry = (name: string): boolean =>
  [databases, locks, files, folders].some((pattern) => pattern.test(name));

/** Whether a directory with these entries is a state directory: some daemon has run on it. */
export const isStateDirectory = (names: readonly string[]): boolean =>
  names.some((name) => databases.test(name) || locks.test(name));
