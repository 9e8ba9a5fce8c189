import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Folders whose files take longest, in this order: begun last, one of them would run alone while the other core waits. */
const LONG = ['/lib/testing/e2e/', '/lib/server/', '/lib/api/', '/lib/db/embedded/', '/lib/cli/', '/lib/db/', '/lib/live/']

const rank = ({ moduleId }: TestSpecification): number => {
  const at = LONG.findIndex((folder) => moduleId.includes(folder))
  return at < 0 ? LONG.length : at
}

/** Long files first; within a folder as vitest does it (by the last run, then by size). */
export default class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => rank(a) - rank(b))
  }
}
