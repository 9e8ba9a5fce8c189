import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { Command, InvalidArgumentError } from 'commander'
import { serverOf } from '@/lib/db/engine/server-record'
import { type Api, makeApi } from '@/lib/demo/api'
import { Kpis } from '@/lib/domain/figures'
import { openTable } from '@/lib/sources/tables/table'
import { type FeedOptions, mapperOf, withFeedOptions } from './feed-options'
import { emptyTally, type RefusedRow, reconcile, rejectedIn, replayRows, type Tally } from './replay-run'
import { openState, replayKey, type StateFile } from './replay-state'
import { Failure, type Shell } from './shell'

/** Without an answer for this long a replay ends; it goes on from there when it is started again. */
const TIMEOUT_MS = 120_000
/** Refused messages shown by line; `--refused` writes all of them. */
const SHOWN = 10
const REFUSED_HEADER = 'line,id,code,message\n'

type ReplayOptions = FeedOptions & {
  url?: string
  tokenFile?: string
  speed: number
  state?: string
  restart?: boolean
  refused?: string
  dryRun?: boolean
}

/** `gridsight replay`: sends a recorded feed to a running server, at its own pace or many times faster, and reconciles. */
export function replayCommand(shell: Shell): Command {
  const replay = new Command('replay')
    .description('send a recorded feed to a running server over HTTP, and reconcile what became of it')
    .argument('<file>', 'CSV with a header, also .gz; - is standard input')
  return withFeedOptions(replay)
    .option('--url <url>', 'address of the server (GRIDSIGHT_URL, or the server of the data folder, or http://127.0.0.1:3000)', readUrl)
    .option('--token-file <file>', 'file that holds the token (or set GRIDSIGHT_TOKEN)')
    .option('--speed <times>', 'multiples of real time by updatedAt (or occurredAt), or "max"', readSpeed, 1)
    .option('--state <file>', 'where it is kept how far the replay has come (default: in the data folder)')
    .option('--restart', 'begin again, whatever has been sent before')
    .option('--refused <file>', 'write every refused message to this CSV file')
    .option('--dry-run', 'read and map everything, and send nothing')
    .action(async (file: string, options: ReplayOptions) => {
      if (options.dryRun) return dryRun(shell, file, options)
      const named = options.url ?? shell.env.GRIDSIGHT_URL
      const url = named ?? serverOf(shell.env.dataDir) ?? 'http://127.0.0.1:3000'
      const { speed, refused } = options
      const key = replayKey(file, JSON.stringify([...options.map]), options.source, options.zone, options.crs ?? '', named ?? shell.env.dataDir)
      const state = openState(options.state, shell.env.dataDir, key)
      if (options.restart) state.remove()
      const start = state.read()
      if (start.tally.messages > 0) shell.note(`Going on after ${start.tally.messages} messages (--restart begins again).`)

      const interrupt = interruption(shell)
      const bar = shell.bar('Replay')
      const api = makeApi({
        url,
        token: readToken(shell, options.tokenFile),
        patienceMs: TIMEOUT_MS,
        signal: interrupt.hard,
        onWait(why, waitMs) {
          if (waitMs > 2_000) shell.note(`Waiting ${Math.round(waitMs / 1000)} s: ${why}.`)
        },
      })
      const reportedBefore = start.reportedBefore ?? (await readReported(api))
      const feed = await openTable(file, [...options.map.values()])
      const refusals = keepRefused(refused, start.tally.messages === 0)
      let tally: Tally
      try {
        tally = await replayRows({
          rows: feed.rows,
          mapRow: mapperOf(options),
          save: (events) => api.post(events),
          done: start.tally,
          speed,
          signal: interrupt.soft,
          onRefused: refusals.add,
          onDone(now) {
            state.write({ tally: now, reportedBefore })
            bar.update(feed.read(), feed.size, `${now.messages} messages`)
          },
        })
      } finally {
        bar.stop()
        interrupt.stop()
      }
      await finish(shell, {
        tally,
        reportedBefore,
        reportedAfter: await readReported(api),
        state,
        shown: refusals.shown,
        cut: interrupt.soft.aborted,
      })
    })
}

/** The first Ctrl-C ends after what is on its way, the second at once. */
function interruption(shell: Shell): { soft: AbortSignal; hard: AbortSignal; stop(): void } {
  const [soft, hard] = [new AbortController(), new AbortController()]
  const onSignal = () => {
    if (soft.signal.aborted) return hard.abort(new Failure('The replay was ended; start it again to go on.'))
    shell.note('Ending after what is on its way; once more ends at once.')
    soft.abort()
  }
  process.on('SIGINT', onSignal)
  process.on('SIGTERM', onSignal)
  return {
    soft: soft.signal,
    hard: hard.signal,
    stop() {
      process.off('SIGINT', onSignal)
      process.off('SIGTERM', onSignal)
    },
  }
}

function keepRefused(file: string | undefined, fresh: boolean): { shown: RefusedRow[]; add(row: RefusedRow): void } {
  const shown: RefusedRow[] = []
  if (file && fresh) writeFileSync(file, REFUSED_HEADER)
  return {
    shown,
    add(row) {
      if (shown.length < SHOWN) shown.push(row)
      if (file) appendFileSync(file, `${row.line},${quoted(row.id ?? '')},${row.code},${quoted(row.message)}\n`)
    },
  }
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`

type Outcome = { tally: Tally; reportedBefore: number; reportedAfter: number; state: StateFile; shown: readonly RefusedRow[]; cut: boolean }

async function finish(shell: Shell, { tally, reportedBefore, reportedAfter, state, shown, cut }: Outcome): Promise<void> {
  const { balanced, sentence } = reconcile(tally)
  const grown = reportedAfter - reportedBefore
  const figures = `The server’s figures grew by ${grown}: ${grown === tally.accepted ? 'as many as were accepted.' : `${tally.accepted} were accepted, so others have written too, or another replay was cut off.`}`
  const lines = shown.map((row) => `  line ${row.line}${row.id ? ` (${row.id})` : ''}: ${row.code}, ${row.message}`)
  const named = rejectedIn(tally) > 0 && lines.length > 0 ? [`Refused, for instance:`, ...lines] : []
  const ended = cut ? [`Ended before the end of the file; the same command goes on from here (${state.file}).`] : []
  shell.tell([sentence, figures, ...named, ...ended].join('\n'), {
    ...tally,
    balanced,
    reportedBefore,
    reportedAfter,
    complete: !cut,
    refused: shown,
  })
  if (cut) process.exitCode = 1
  else if (!balanced) throw new Failure('The messages do not add up, which is a fault of this program.')
}

async function readReported(api: Api): Promise<number> {
  return (await api.get('/kpis', Kpis))?.total.reported ?? 0
}

async function dryRun(shell: Shell, file: string, options: FeedOptions): Promise<void> {
  const feed = await openTable(file, [...options.map.values()])
  const bar = shell.bar('Reading')
  const types = new Set<string>()
  const ids = new Set<string>()
  const shown: RefusedRow[] = []
  const tally = await replayRows({
    rows: feed.rows,
    mapRow: mapperOf(options),
    done: emptyTally(),
    async save(events) {
      const before = ids.size
      for (const event of events) {
        types.add(event.type)
        ids.add(event.id)
      }
      return { accepted: ids.size - before, updated: 0, duplicates: events.length - (ids.size - before), rejected: [], logId: '', revision: 0 }
    },
    onRefused: (row) => void (shown.length < SHOWN && shown.push(row)),
    onDone: (now) => bar.update(feed.read(), feed.size, `${now.messages} messages`),
  })
  bar.stop()
  const lines = shown.map((row) => `  line ${row.line}: ${row.message}`)
  const bad = rejectedIn(tally)
  const sentence = `${tally.messages} messages of ${ids.size} events with ${types.size} types can be read, ${bad} cannot. Nothing was sent.`
  shell.tell([sentence, ...lines].join('\n'), { messages: tally.messages, events: ids.size, types: types.size, unreadable: bad, refused: shown })
}

function readToken(shell: Shell, file: string | undefined): string {
  const token = (file === undefined ? shell.env.GRIDSIGHT_TOKEN : readFileSync(file, 'utf8'))?.trim().split(/\s/)[0]
  if (!token) throw new Failure('A token is needed: set GRIDSIGHT_TOKEN or name a file by --token-file ("gridsight token create" makes one).', 2)
  return token
}

function readUrl(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) throw new InvalidArgumentError('an address like http://127.0.0.1:3000 is needed.')
  return text.replace(/\/+$/, '')
}

function readSpeed(text: string): number {
  const speed = text === 'max' ? Infinity : Number(text)
  if (!(speed > 0)) throw new InvalidArgumentError('a number above 0 or "max" is needed.')
  return speed
}
