import { Command } from 'commander'
import { addImport } from './events-import'
import { profileNames, readProfile, removeProfile } from './feed-profile'
import { Failure, type Shell } from './shell'

/** `gridsight events import|maps`: takes events of files straight into the database, and keeps how they are read. */
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
  return events
}
