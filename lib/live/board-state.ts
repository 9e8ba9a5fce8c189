import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { constants, deflate, inflate } from 'node:zlib'
import * as z from 'zod/mini'
import { decodeChanges, encodeChanges } from '@/lib/domain/change'
import { AssignedEvents } from './assigned-events'
import { Board, groundOf } from './board'
import { packSections, unpackSections } from './sections'
import { horizonsOf, packTally, unpackTally } from './tally-state'
import type { BoardAtlas } from './tree'

/** Moves with each change of what a checkpoint holds or of how it is counted: an older one is then not read but made anew. */
const VERSION = 5

const Header = z.object({
  version: z.literal(VERSION),
  ground: z.string(),
  revision: z.int(),
  asOf: z.nullable(z.number()),
  recentFrom: z.int(),
  daysFrom: z.int(),
  /** party keys: the tally of the i-th has the sections `i.…` */
  departments: z.array(z.string()),
  /** bytes of each block of the section `given`; where it is not said, the section is one block */
  givenBlocks: z.optional(z.array(z.int())),
})
/** Changes of a block of `given`. */
const GIVEN_ROWS = 2_000

const deflating = promisify(deflate)
const inflating = promisify(inflate)

/** What the counts mean: grids with their ids, lattice, and the sensitivity of types. A checkpoint of another ground is of no use. */
function groundHash(atlas: BoardAtlas): string {
  const grids = atlas.grids.map((g) => `${g.id}:${g.code}:${g.level}`).sort()
  const types = [...atlas.typeById.values()].filter((t) => t.sensitive).map((t) => t.id)
  return createHash('sha256')
    .update(JSON.stringify([grids, atlas.lattice, types.sort((a, b) => a - b)]))
    .digest('hex')
}

/** What a board holds, copied in steps. It must not move until they are done. */
export function* copyBoard(board: Board): Generator<void, Uint8Array, void> {
  const { revision, asOf, departments, given } = board
  const header = {
    version: VERSION,
    ground: groundHash(board.atlas),
    revision,
    asOf,
    ...horizonsOf(board.tally),
    departments: [...departments.keys()],
  }
  const blocks: Uint8Array[] = []
  for (const part of given.state(GIVEN_ROWS)) {
    blocks.push(encodeChanges(part))
    yield
  }
  const sections = { ...(yield* packTally(board.tally, '')), given: blocks }
  for (const [i, tally] of [...departments.values()].entries()) Object.assign(sections, yield* packTally(tally, `${i}.`))
  return yield* packSections({ ...header, givenBlocks: blocks.map(({ byteLength }) => byteLength) }, sections)
}

/** The copy of a board as the bytes of a checkpoint, packed in the background. */
export const packBoard = (copy: Uint8Array): Promise<Uint8Array> => deflating(copy, { level: constants.Z_BEST_SPEED })

/** The board that was packed, as one of log `logId`. Throws when the bytes are corrupt, of another version, or of another ground. */
export async function restoreBoard(bytes: Uint8Array, atlas: BoardAtlas, logId: string): Promise<Board> {
  const { header, section } = unpackSections(await inflating(bytes))
  const { ground, revision, asOf, departments, givenBlocks, ...horizons } = Header.parse(header)
  if (ground !== groundHash(atlas)) throw new RangeError('the checkpoint is of other grids or types')
  const tally = (prefix: string) => unpackTally(section, prefix, groundOf(atlas), horizons)
  const given = new AssignedEvents()
  const all = section('given', 'u8')
  let at = 0
  for (const length of givenBlocks ?? [all.length]) {
    for (const { number, after } of decodeChanges(all.slice(at, at + length))) if (after) given.add(number, after)
    at += length
  }
  const own = new Map(departments.map((key, i) => [key, tally(`${i}.`)]))
  return new Board(atlas, { logId, revision, asOf, tally: tally(''), departments: own, given })
}
