import type { Finding } from '../../core/doctor/finding.ts';
import { judgeGit } from '../../core/doctor/judge-git.ts';
import { judgeNode, judgeTmux } from '../../core/doctor/judge-programs.ts';
import { namesIn } from '../../edge/files.ts';
import { committerProblem } from '../../edge/git/committer-problem.ts';
import { canFetchLargeFiles } from '../../edge/git/large-files.ts';
import { personalSettings } from '../../edge/git/personal-settings.ts';
import { askVersion } from './ask-version.ts';
import type { DoctorPlace } from './doctor-place.ts';

export const checkNode = async (): Promise<Finding[]> => judgeNode(process.version);

export const checkTmux = async ({ env }: DoctorPlace): Promise<Finding[]> =>
  judgeTmux(await askVersion('tmux', '-V', env));

export async function checkGit(place: DoctorPlace): Promise<Finding[]> {
  const { env, config } = place;
  const version = await askVersion('git', '--version', env);
  if (version.kind !== 'told') return judgeGit({ version, ...nothingAsked });
  const remotes = config.repositories.map(({ name, remote }) => remote ?? name);
  const needsLfs = usesLfs(place);
  return judgeGit({
    version,
    knowsCommitter: (await committerProblem('/', env)) === null,
    httpsRemotes: remotes.filter((remote) => remote.startsWith('https://')),
    hasCredentialHelper: Object.values(await personalSettings(env)).some((key) => isHelper.test(key)),
    needsLfs,
    hasLfs: !needsLfs || (await canFetchLargeFiles(env)),
  });
}

/** `credential.helper`, or `credential.<url>.helper`. */
const isHelper = /^credential\.(.+\.)?helper$/;

const nothingAsked = {
  knowsCommitter: false,
  httpsRemotes: [],
  hasCredentialHelper: false,
  needsLfs: false,
  hasLfs: false,
};

/** A cache of a repository whose large files were fetched, or could not be, has a folder of theirs. */
const usesLfs = ({ layout }: DoctorPlace): boolean =>
  namesIn(layout.caches).some((name) => namesIn(`${layout.caches}/${name}`).includes('lfs'));
