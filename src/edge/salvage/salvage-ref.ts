export const salvageRefs = 'refs/planeguard/salvage/';

/** Where the salvage of an attempt is, in the cache of its repository. */
export const salvageRef = ({ requestId, attempt }: { requestId: string; attempt: number }): string =>
  `${salvageRefs}${requestId}/${attempt}`;
