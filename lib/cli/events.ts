import { Command, InvalidArgumentError } from 'commander'
import { loadAtlas } from '@/lib/db/ground/grids'
import { startOfDay } from '@/lib/domain/clock'
import { zoneReader } from '@/lib/sources/feed/zone'
import { addImport } from './events-import'
import { EXAMPLE_MAP, exampleCases } from './example-cases'
import { profileNames, readProfile, removeProfile } from './feed-profile'
import { Failure, type Shell } from './shell'

/** `gridsight events import|maps|example`: takes events of files straight into the database, and keeps how they are read. */
export function eventsCommand(shell: Shell): Command {
  const events = new Command('events').description('events (网格事件) in bulk')
  addImport(events, shell)
  events
    .command('maps')
    .description('the saved mappings; one of them as JSON, to be edited and used as a file')
    .argument('[name]', 'show this one')
    .option('--remove', 'forget it')
    .action((name: string | undefined, { remove }: { remove?: boolean }) =>
      shell.withDatabase(async () => {
        if (name === undefined) {
          const names = await profileNames()
          return shell.tell(names.length > 0 ? names.join('\n') : 'No mapping is saved.', { maps: names })
        }
        const profile = await readProfile(name)
        if (!remove) return shell.tell(JSON.stringify(profile, null, 2), profile)
        if (!(await removeProfile(name))) throw new Failure(`There is no saved mapping "${name}".`)
        shell.tell(`The mapping ${name} is forgotten.`, { removed: name })
      }),
    )
  events
    .command('example')
    .description('print a made-up export of cases (CSV) as platforms of 数字城管 write it, in the grids and of the types that there are')
    .option('--rows <n>', 'how many cases', readCount, 10_000)
    .option('--seed <n>', 'the same seed gives the same cases', readCount, 1)
    .option('--until <date>', 'the day of the export (today)')
    .action(({ rows, seed, until }: { rows: number; seed: number; until?: string }) =>
      shell.withDatabase(async () => {
        const end = until === undefined ? startOfDay(Date.now()) : zoneReader('Asia/Shanghai')(until)
        if (end === null) throw new Failure(`"${until}" is no date: write --until 2026-11-01.`, 2)
        const atlas = await loadAtlas()
        if (!atlas.bounds || atlas.types.length === 0) throw new Failure('There are no grids or no types yet.')
        shell.tell(exampleCases(atlas, rows, seed, end), { rows, seed, map: EXAMPLE_MAP })
      }),
    )
  return events
}

function readCount(text: string): number {
  if (!/^\d{1,7}$/.test(text)) throw new InvalidArgumentError('a whole number is needed.')
  return Number(text)
}
