import { Command, InvalidArgumentError, Option } from 'commander'
import { writeAudit } from '@/lib/db/audit/audit'
import { verifyAudit } from '@/lib/db/audit/audit-chain'
import { type Health, readHealth } from '@/lib/db/engine/doctor'
import { pool } from '@/lib/db/engine/pool'
import { readHead, renewLog } from '@/lib/db/log/log'
import { listReaders, type ReaderState } from '@/lib/db/log/log-readers'
import { forgetReplay } from '@/lib/db/replay/replay-rows'
import type { Difference } from '@/lib/live/difference'
import { verifyBoard, verifyBooks } from '@/lib/live/verify'
import { verifyReplay } from '@/lib/live/verify-replay'
import { cliActor } from './actor'
import { Failure, type Shell } from './shell'

/** Differences shown; all of them are in the JSON. */
const SHOWN = 20

/** What is done one at a time: asked for several, it would answer for the first alone. */
const TASKS = ['figures', 'replay', 'audit', 'rebuildReplay', 'renewLog']
function one(flags: string, description: string): Option {
  const option = new Option(flags, description)
  return option.conflicts(TASKS.filter((task) => task !== option.attributeName()))
}

/** `gridsight doctor`: what the database is and how it does; recounts figures; renews the log after a restore. */
export function doctorCommand(shell: Shell): Command {
  return new Command('doctor')
    .description('say which database this is and how it does')
    .addOption(one('--figures', 'recount everything by SQL and print where the board differs'))
    .addOption(one('--replay', 'recount by SQL what the store of the replay comes to, and print where it differs'))
    .addOption(one('--audit', 'verify the chain of the audit, and name the first row that does not hold'))
    .addOption(
      new Option('--kept <sequence:hash>', 'with --audit, which it implies: a head that was kept elsewhere, which must still be in the chain')
        .argParser(parseKept)
        .conflicts(TASKS.filter((task) => task !== 'audit')),
    )
    .addOption(one('--rebuild-replay', 'throw the store of the replay away; a running server makes it anew from the log'))
    .addOption(one('--renew-log', 'after restoring a backup: give the log a new id, so that every open page starts over'))
    .action(async ({ figures, replay, rebuildReplay: rebuild, audit, kept, renewLog: renew }: Asked) => {
      await shell.withDatabase(async () => {
        if (renew) {
          const { logId, revision } = await renewLog('gridsight doctor --renew-log')
          await writeAudit(pool(), { actor: cliActor(), action: 'log.renewed', object: { kind: 'log', id: logId }, detail: { revision } })
          return shell.tell(`The log is ${logId} now; pages start over from revision ${revision}.`, { logId, revision })
        }
        if (figures) return compareFigures(shell)
        if (replay) return compareReplay(shell)
        if (rebuild) {
          await forgetReplay()
          return shell.tell('The store of the replay is thrown away; a running server makes it anew from the log.', { rebuild })
        }
        if (audit || kept) return checkAudit(shell, kept)
        const [health, { logId, revision, gridVersion }, readers] = [await readHealth(), await readHead(), await listReaders()]
        const log = `log         ${logId} at revision ${revision}, grids of version ${gridVersion}`
        shell.tell([...describeHealth(health), log, ...readers.map(describeReader)].join('\n'), {
          ...health,
          log: { logId, revision, gridVersion },
          readers,
        })
        const { failed, pending } = health.migrations
        if (failed.length > 0) throw new Failure(`The migration ${failed.join(', ')} failed half-way: restore a backup, or finish it by hand.`)
        if (pending.length > 0)
          throw new Failure(`The migration ${pending.join(', ')} is not applied: stop older versions of Gridsight on this database.`)
      })
    })
}

type Asked = { figures?: boolean; replay?: boolean; rebuildReplay?: boolean; audit?: boolean; kept?: Kept; renewLog?: boolean }
type Kept = { sequence: number; hash: string }

function parseKept(text: string): Kept {
  const [, sequence, hash] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? []
  if (!sequence || !hash) throw new InvalidArgumentError('write the sequence and the hash as --audit printed them, 123:abc…')
  return { sequence: Number(sequence), hash }
}

async function checkAudit(shell: Shell, kept: Kept | undefined): Promise<void> {
  const verdict = await verifyAudit(kept)
  const { verified, cut, unchained, head, broken, backdated } = verdict
  const waiting = unchained > 0 ? ` ${unchained} rows are not chained yet; a running server does it within seconds.` : ''
  for (const { row, at, before } of backdated.first)
    shell.note(
      `Row ${row} says ${moment(new Date(at))}, and the row before it ${moment(new Date(before))}: it was written later than it says, or the clock was set back.`,
    )
  if (backdated.count > backdated.first.length) shell.note(`${backdated.count} rows in all say that they are older than the row before them.`)
  if (broken) {
    const where = broken.row === null ? `entry ${broken.sequence}` : `row ${broken.row} (entry ${broken.sequence})`
    shell.tell(`The audit is broken at ${where}: ${broken.what}. The ${verified} entries before it hold.`, verdict)
    throw new Failure('The audit was changed: keep the database as it is, and compare it with a backup.')
  }
  const before = cut > 0 ? ` The ${cut} before them were cut off when their retention period had passed.` : ''
  const last = head ? ` The last is ${head.sequence}:${head.hash}; keep it elsewhere, and pass it as --kept one day.` : ''
  shell.tell(`The audit holds: ${verified} entries.${before}${last}${waiting}`, verdict)
}

async function compareFigures(shell: Shell): Promise<void> {
  const warnings: string[] = []
  const warn = (what: string) => void warnings.push(what)
  const { revision, differences: events } = await verifyBoard(Date.now(), warn)
  const books = await verifyBooks(warn)
  for (const warning of warnings) shell.note(warning)
  const differences = [...events, ...books.flatMap(({ kind, differences }) => differences.map((d) => ({ ...d, what: `${kind}: ${d.what}` })))]
  const lines = differences
    .slice(0, SHOWN)
    .map(({ what, where, board, recounted }: Difference) => `  ${what} ${where}: ${board}, by SQL ${recounted}`)
  const sentence =
    differences.length === 0
      ? `No differences: the board equals the events table at revision ${revision}.`
      : [`${differences.length} differences at revision ${revision}:`, ...lines].join('\n')
  shell.tell(sentence, { revision, differences })
  if (differences.length > 0) throw new Failure('The board is not what the events say; keep the data folder and report this.')
}

async function compareReplay(shell: Shell): Promise<void> {
  const { behind, differences } = await verifyReplay()
  if (behind > 0) {
    shell.tell(`The store of the replay is ${behind} changes behind the log: a running server follows within seconds. Ask again then.`, { behind })
    throw new Failure('There is nothing to compare yet.')
  }
  const lines = differences.slice(0, SHOWN).map(({ what, where, board, recounted }) => `  ${what} ${where}: ${board}, by SQL ${recounted}`)
  const sentence =
    differences.length === 0
      ? 'No differences: all that became known adds up to the events table.'
      : [`${differences.length} differences:`, ...lines].join('\n')
  shell.tell(sentence, { behind, differences })
  if (differences.length > 0)
    throw new Failure('The store of the replay is not what the events say: gridsight doctor --rebuild-replay makes it anew.')
}

const MB = (bytes: number) => `${(bytes / 1_000_000).toFixed(1)} MB`
const moment = (at: Date | null) => (at === null ? 'unknown' : at.toISOString())

function describeReader({ name, revision, behind, updatedAt }: ReaderState, i: number): string {
  const progress = behind === null ? 'of another log: it starts over' : `${behind} changes behind`
  const line = `${name} at revision ${revision}, ${progress}, moved ${moment(updatedAt)}`
  return (i === 0 ? 'readers' : '').padEnd(12) + line
}

function describeHealth({ engine, versions, bytes, tables, migrations, wal }: Health): string[] {
  const large = tables.slice(0, 6).map((t) => `${t.name} ${MB(t.bytes)}, about ${Math.round(t.rows)} rows, vacuumed ${moment(t.lastVacuum)}`)
  const last = migrations.applied.at(-1)
  return [
    `engine      ${engine === 'embedded' ? 'embedded PostGIS (PGlite)' : 'PostgreSQL'}`,
    `versions    PostgreSQL ${versions.postgresql}, PostGIS ${versions.postgis}, GEOS ${versions.geos}, PROJ ${versions.proj.split(' ')[0]}`,
    `size        ${MB(bytes)}`,
    ...large.map((line, i) => `${i === 0 ? 'tables' : ''}`.padEnd(12) + line),
    `migrations  ${migrations.applied.length} applied, the last ${last?.name ?? 'none'}`,
    `WAL         ${wal.bytes === null ? 'unknown' : MB(wal.bytes)}, last checkpoint ${moment(wal.lastCheckpoint)}`,
  ]
}
