import { Scope, type Viewer } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { Problem } from '@/lib/domain/problem'
import {
  IDLE,
  ScreenProgram as Program,
  type ScreenProgram,
  type ScreenProgramIn,
  ScreenState,
  SHIPPED_PROGRAM,
  type Steer,
} from '@/lib/domain/screen'
import { type AuditPlace, writeAudit } from '../audit/audit'
import { needSeen } from '../engine/asked'
import { pool, transaction } from '../engine/pool'

/** The channel of the empty notification that says "a screen stands otherwise". */
export const SCREENS_CHANNEL = 'gridsight_screens'

/** A wall that is opened by a link, with what it is to show and how it stands. `secret`: what its codes are made of; never told. */
export type ScreenRow = {
  id: string
  name: string
  scope: Scope
  program: ScreenProgram
  state: ScreenState
  revision: number
  secret: Buffer
}

type Raw = { id: string; name: string; scope: unknown; program: unknown; state: unknown; revision: number; secret: Buffer }
const columns = `t.id::text AS id, t.name, t.scope, t.hash AS secret, s.program, s.state, coalesce(s.revision, 0) AS revision
  FROM access_tokens t LEFT JOIN screens s ON s.id = t.id
  WHERE t.role = 'screen' AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > now())`

/** What an older program kept and this one cannot read stands as shipped: a wall is not to stay dark for it. */
function rowOf({ scope, program, state, ...row }: Raw): ScreenRow {
  const [kept, stood] = [Program.safeParse(program), ScreenState.safeParse(state)]
  return { ...row, scope: Scope.parse(scope), program: kept.success ? kept.data : SHIPPED_PROGRAM, state: stood.success ? stood.data : IDLE }
}

/** The screens whose links hold, by name. */
export async function listScreens(): Promise<ScreenRow[]> {
  const { rows } = await pool().query<Raw>(`SELECT ${columns} ORDER BY t.name, t.id`)
  return rows.map(rowOf)
}

/** Those of these screens (ids of their tokens) whose links hold. */
export async function readScreens(ids: readonly string[]): Promise<ScreenRow[]> {
  if (ids.length === 0) return []
  const { rows } = await pool().query<Raw>(`SELECT ${columns} AND t.id = ANY($1::uuid[])`, [ids])
  return rows.map(rowOf)
}

/** The screen of this id. Throws Problem('not_found'). */
export async function readScreen(id: string): Promise<ScreenRow> {
  const [row] = await readScreens([id])
  if (!row) throw new Problem('not_found', 'There is no such screen, or its link was revoked.')
  return row
}

/** Writes how a screen stands, unless it has been written since `revision`: then null. Answers its revision and tells all processes. */
export async function writeScreenState(id: string, revision: number, state: ScreenState, place: AuditPlace = pool()): Promise<number | null> {
  const { rows } = await place.query<{ revision: number }>(
    `WITH written AS (
       INSERT INTO screens (id, state, revision) VALUES ($1::uuid, $2::jsonb, 1)
       ON CONFLICT (id) DO UPDATE SET state = excluded.state, revision = screens.revision + 1 WHERE screens.revision = $3
       RETURNING revision
     ) SELECT revision, pg_notify('${SCREENS_CHANNEL}', '') FROM written`,
    [id, JSON.stringify(state), revision],
  )
  return rows[0]?.revision ?? null
}

/** Keeps the program of a screen, with its row of the audit, and tells all processes. A tour that is on begins anew. Throws Problem('conflict') where it is not as it was seen. */
export async function writeScreenProgram(viewer: Viewer, id: string, { seen, ...program }: ScreenProgramIn, address: string | null): Promise<void> {
  await transaction(async (tx) => {
    const { rows } = await tx.query<{ program: unknown }>('SELECT program FROM screens WHERE id = $1::uuid FOR UPDATE', [id])
    const kept = Program.safeParse(rows[0]?.program)
    if (needSeen(kept.success ? kept.data : SHIPPED_PROGRAM, seen, program)) return
    await tx.query(
      `INSERT INTO screens (id, program) VALUES ($1::uuid, $2::jsonb)
       ON CONFLICT (id) DO UPDATE SET program = excluded.program, state = NULL, revision = screens.revision + 1`,
      [id, JSON.stringify(program)],
    )
    const detail = { on: program.on, scenes: program.scenes.map(({ kind, seconds }) => `${kind} ${seconds}`) }
    await writeAudit(tx, { actor: actorOf(viewer), action: 'screen.changed', object: { kind: 'screen', id }, detail, address })
    await tx.query(`SELECT pg_notify('${SCREENS_CHANNEL}', '')`)
  })
}

/** A look into the past is in the audit once a hand, and not with each of its steps. */
const isGoingOn = (before: ScreenState, { name }: Viewer, action: Steer): boolean =>
  (action.do === 'replay' || action.do === 'live') && before.replay !== null && before.hand?.name === name

/**
 * Writes how somebody, or a hand at the screen itself, has steered a screen, with the row of the audit, unless the screen has been written since `revision`:
 * then null.
 */
export async function steerScreen(
  viewer: Viewer,
  screen: Pick<ScreenRow, 'id' | 'revision' | 'state'>,
  state: ScreenState,
  action: Steer,
  address: string | null,
) {
  return transaction(async (tx) => {
    const revision = await writeScreenState(screen.id, screen.revision, state, tx)
    const object = { kind: 'screen', id: screen.id }
    if (revision !== null && !isGoingOn(screen.state, viewer, action))
      await writeAudit(tx, { actor: actorOf(viewer), action: 'screen.steered', object, detail: { ...action }, address })
    return revision
  })
}

/** Lets an account steer a screen until then (epoch milliseconds). */
export async function grantRemote(screen: string, userId: string, until: number): Promise<void> {
  await pool().query(
    `INSERT INTO screen_remotes (screen_id, user_id, until) VALUES ($1::uuid, $2, to_timestamp($3::float8 / 1000))
     ON CONFLICT (screen_id, user_id) DO UPDATE SET until = excluded.until`,
    [screen, userId, until],
  )
}

/** Until when an account may steer a screen (epoch milliseconds); null: it may not. */
export async function remoteUntil(screen: string, userId: string): Promise<number | null> {
  const { rows } = await pool().query<{ until: number }>(
    `SELECT (extract(epoch FROM until) * 1000)::float8 AS until FROM screen_remotes
     WHERE screen_id = $1::uuid AND user_id = $2 AND until > now()`,
    [screen, userId],
  )
  return rows[0]?.until ?? null
}

/** Ends it. */
export async function endRemote(screen: string, userId: string): Promise<void> {
  await pool().query('DELETE FROM screen_remotes WHERE screen_id = $1::uuid AND user_id = $2', [screen, userId])
}
