import { platform } from 'node:os';
import type { InitSystemPlace, InitSystemSearch } from './init-system.ts';
import { findLaunchd } from './launchd.ts';
import { findSystemd } from './systemd.ts';

/** The one of this user, if there is one that answers. */
export const findInitSystem = (place: InitSystemPlace): Promise<InitSystemSearch> =>
  platform() === 'darwin' ? findLaunchd(place) : findSystemd(place);
