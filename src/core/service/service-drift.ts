/** What was found of an installed service, beside what was written down when it was installed. */
export interface ServiceFound {
  file: string;
  /** As it is on the disk; null when it is gone. */
  text: string | null;
  /** As it would be written now from what was written down. */
  expected: string;
  /** Program files that it starts and that are gone. */
  missingFiles: readonly string[];
  /** The file of Planeguard that it starts, and the one that is asked now: it was moved, or there are two. */
  program: { installed: string; now: string };
  /** Programs that are on the PATH of a shell, but not on the service's. */
  missingPrograms: readonly string[];
}

const again = 'Mend it with: planeguard service install';

/** One sentence for each thing that is no longer as it was installed; none when all is. */
export function serviceDrift(found: ServiceFound): string[] {
  const { file, text, expected, missingFiles, program, missingPrograms } = found;
  const moved = program.installed !== program.now && !missingFiles.includes(program.installed);
  return [
    ...(text === null ? [`${file} is gone. ${again}`] : []),
    ...(text !== null && text !== expected
      ? [`${file} was changed, by hand or by another version. ${again}`]
      : []),
    ...missingFiles.map((path) => `It starts ${path}, which is gone. ${again}`),
    ...(moved ? [`It starts ${program.installed}, and this is ${program.now}. ${again}`] : []),
    ...missingPrograms.map(
      (name) =>
        `${name} is not on the PATH of the service. In a terminal where ${name} works: planeguard service install`,
    ),
  ];
}
