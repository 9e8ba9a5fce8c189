import type { Viewer } from '@/lib/domain/access'
import type { Atlas } from '@/lib/domain/atlas'
import type { EventChange } from '@/lib/domain/change'
import { diffHead, diffRows, encodeRows, figuresView } from '@/lib/domain/figures-view'
import type { Touched } from '@/lib/domain/view'
import type { Board } from '@/lib/live/board'
import { touchOf } from '@/lib/live/touched'
import { countedBoard, leavesApart } from '@/lib/testing/counted-board'
import { openCrowd, startProcesses } from './crowd'
import { showProgress } from './options'
import { emitFigures, gridsightFigures, type Sender } from './senders'
import { quantile } from './witness'

/** Counties side by side, of 345 grids each. */
const COUNTIES = [1, 10]
const EVENTS = 60_000
const CLIENTS = 100
const SENDS = 4
/** The room of the product that tells of figures looks this often. */
const EVERY_MS = 1_000
const TIMES = 200

const viewer: Viewer = { id: 'bench', name: 'bench', role: 'supervisor', scope: { kind: 'grids', prefixes: [''] } }

/** What a second of figures takes: a table, the most bytes a viewer is sent, and the time of telling what changed to that of reading. */
export async function figuresToViewers(atlas: Atlas, tokens: readonly string[]): Promise<{ rows: string[][]; most: number; telling: number }> {
  const rows = [['', 'bytes a second and viewer', 'all as objects', 'ratio', 'ms to read', 'ms to tell what changed']]
  let [most, telling] = [0, 0]
  for (const times of COUNTIES) {
    showProgress(`figures of ${345 * times} grids`)
    const { board, report } = countedBoard(times, EVENTS, Date.now())
    const changes = () => leavesApart(board, 10).map(report)
    const ours = await bytesOf(await gridsightFigures(board, atlas), tokens, changes)
    const peer = await bytesOf(await emitFigures(board, viewer), tokens, changes)
    const { read, tell } = timesOf(board, changes)
    most = Math.max(most, ours)
    telling = Math.max(telling, tell / read)
    rows.push([`${345 * times} grids`, ours.toFixed(0), peer.toFixed(0), `${(peer / ours).toFixed(0)}x`, read.toFixed(3), tell.toFixed(3)])
  }
  return { rows, most, telling }
}

/** Bytes that a client is sent for each change of ten leaves, a second apart. */
async function bytesOf(sender: Sender, tokens: readonly string[], changes: () => EventChange[]): Promise<number> {
  const processes = startProcesses(1)
  const crowd = await openCrowd(processes, { url: sender.url, clients: CLIENTS, speaks: sender.speaks, tokens, kinds: sender.kinds })
  const first = sender.speaks === 'gridsight' ? 1 : 0 // the whole, when it comes in
  if (!(await crowd.until(0, first))) throw new Error('the figures did not arrive in 20 s')
  const before = crowd.bytes
  for (let i = 1; i <= SENDS; i++) {
    const began = performance.now()
    sender.send(changes())
    if (!(await crowd.until(0, first + i))) throw new Error('figures did not arrive in 20 s')
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, EVERY_MS - (performance.now() - began))))
  }
  const bytes = (crowd.bytes - before) / SENDS / CLIENTS
  crowd.close()
  await sender.stop()
  return bytes
}

/** Milliseconds, medians: to read all figures of the board, and to make of them what a room is sent after a change. */
function timesOf(board: Board, changes: () => EventChange[]): { read: number; tell: number } {
  const [reads, tells]: [number[], number[]] = [[], []]
  const ids = new Map(board.atlas.grids.map((grid) => [grid.code, grid.id]))
  const viewOf = (figures: ReturnType<Board['figures']>) => figuresView(figures, null, (code) => ids.get(code))
  const touch = touchOf(board, viewer)
  let before = viewOf(board.figures(viewer, Date.now()))
  for (let i = 0; i < TIMES; i++) {
    const made = changes()
    board.apply(made, board.revision + made.length)
    const began = performance.now()
    const figures = board.figures(viewer, Date.now())
    const read = performance.now()
    const touched: Touched = new Set()
    touch(made, Date.now(), touched)
    const after = viewOf(figures)
    encodeRows(diffRows(before.rows, after.rows, touched))
    diffHead(before.head, after.head, touched)
    tells.push(performance.now() - read)
    reads.push(read - began)
    before = after
  }
  const median = (times: number[]) => quantile(Float64Array.from(times).sort(), 0.5)
  return { read: median(reads), tell: median(tells) }
}
