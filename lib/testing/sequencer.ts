import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The folder of files with a browser or kills, which take a minute or two each. */
const LONG = '/lib/testing/e2e/'
/** Those that take longest: begun last, they would run alone while the other core waits. */
const LONGEST = /\/(?:everyone|desk)\.test\.ts$/
/** So many other files begin after each long one: with four browsers at once each waits for the others. */
const BETWEEN = 3
/** Folders of the other files, those that take longest first, so that what is left at the end is short. */
const OTHERS = [
  '/lib/server/',
  '/lib/api/',
  '/lib/db/embedded/',
  '/lib/cli/',
  '/lib/live/',
  '/lib/demo/',
  '/lib/testing/',
  '/lib/domain/',
  '/lib/sources/',
]

const rank = ({ moduleId }: TestSpecification): number => {
  const at = OTHERS.findIndex((folder) => moduleId.includes(folder))
  return at < 0 ? OTHERS.length : at
}

/** Long files among short ones; within a folder as vitest does it (by the last run, then by size). */
export default class LongAmongShort extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const pure = sorted.filter(({ project }) => project.name === 'pure')
    const long = sorted.filter(({ moduleId }) => moduleId.includes(LONG))
    const others = sorted.filter((file) => !pure.includes(file) && !long.includes(file))
    long.sort((a, b) => Number(LONGEST.test(b.moduleId)) - Number(LONGEST.test(a.moduleId)))
    others.sort((a, b) => rank(a) - rank(b))
    const mixed = long.flatMap((file, i) => [file, ...others.slice(i * BETWEEN, (i + 1) * BETWEEN)])
    return [...pure, ...mixed, ...others.slice(long.length * BETWEEN)]
  }
}
