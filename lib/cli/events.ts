import { Command } from 'commander'
import { saveEvents } from '@/lib/db/events'
import type { Viewer } from '@/lib/domain/access'
import { type FeedOptions, mapperOf, withFeedOptions } from './feed-options'
import { emptyTally, type RefusedRow, reconcile, rejectedIn, replayRows } from './replay-run'
import type { Shell } from './shell'
import { openTable } from './tables/table'

/** The operator at the command line is trusted: who reaches the database needs no token. */
const OPERATOR: Viewer = { id: 'cli', name: 'gridsight', role: 'administrator', scope: { kind: 'grids', prefixes: [''] } }
const SHOWN = 20

/** `gridsight events import`: takes events of a file straight into the database, with the times at which they were told. */
export function eventsCommand(shell: Shell): Command {
  const events = new Command('events').description('events (网格事件) in bulk')
  withFeedOptions(
    events
      .command('import')
      .description('save the events of a file; each counts as received when it says it changed (updatedAt, or occurredAt)')
      .argument('<file>', 'CSV with a header, also .gz; - is standard input'),
  ).action(async (file: string, options: FeedOptions) => {
    const feed = await openTable(file, [...options.map.values()])
    const refused: RefusedRow[] = []
    const tally = await shell.withDatabase(() =>
      replayRows({
        rows: feed.rows,
        mapRow: mapperOf(options),
        done: emptyTally(),
        inFlight: 2,
        save(rows, at) {
          const now = Date.now()
          return saveEvents(rows, { viewer: OPERATOR, now, receivedAt: at.map((ms) => Math.min(ms, now)), trusted: true })
        },
        onRefused: (row) => void (refused.length < SHOWN && refused.push(row)),
        onDone: () => shell.progress(feed.read(), feed.size),
      }),
    )
    const { balanced, sentence } = reconcile(tally)
    const lines = refused.map((row) => `  line ${row.line}${row.id ? ` (${row.id})` : ''}: ${row.code}, ${row.message}`)
    const more = rejectedIn(tally) - lines.length
    shell.tell([sentence, ...lines, ...(more > 0 ? [`  … and ${more} more`] : [])].join('\n'), { ...tally, balanced, refused })
  })
  return events
}
