import { Command, InvalidArgumentError, Option } from 'commander'
import { createToken, listTokens, revokeToken, type TokenRow } from '@/lib/db/accounts/tokens'
import { loadAtlas } from '@/lib/db/ground/grids'
import { type Role, WorkRole } from '@/lib/domain/access'
import { textLimits } from '@/lib/domain/event'
import { isWithin } from '@/lib/domain/grid'
import { isSourceName } from '@/lib/domain/origin'
import { cliActor } from './actor'
import { Failure, type Shell } from './shell'
import { parseWithin, withinOf } from './within'

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, y: 31_536_000_000 }

/** `gridsight token create|list|revoke`: keys of systems and screens. */
export function tokenCommand(shell: Shell): Command {
  const token = new Command('token').description('keys of systems and screens')
  token
    .command('create')
    .description('make a token; it is printed once and never again')
    .requiredOption('--name <name>', 'what it is for')
    .addOption(new Option('--role <role>', 'what it may do').choices(WorkRole.options).makeOptionMandatory())
    .requiredOption('--within <codes>', 'the grids it reaches: codes with commas between (a grid and all below it), or "all"', parseWithin)
    .option('--expires <when>', 'after a time (30d, 12h) or at one (2027-01-01); without it, never', (text) => parseExpiry(text, Date.now()))
    .option(
      '--source <name>',
      'a source that it may send and update events as, and no other; again for several, "*" for any (its own name)',
      addSource,
    )
    .action(async (options: { name: string; role: Role; within: string[]; expires?: number; source?: string[] }) => {
      const { name, role, within, expires = null, source: sources = [] } = options
      await shell.withDatabase(async () => {
        const { grids } = await loadAtlas()
        const unknown = within.filter((code) => grids.length > 0 && !grids.some((g) => isWithin(g.code, code) || isWithin(code, g.code)))
        const made = await createToken({ name, role, scope: { kind: 'grids', prefixes: within }, expiresAt: expires, sources }, cliActor())
        if (unknown.length > 0) shell.note(`No grid has a code that begins with ${unknown.join(' or ')}; the token reaches nothing there yet.`)
        const until = expires === null ? 'until it is revoked' : `until ${new Date(expires).toISOString()}`
        // The token alone goes to stdout, so that it can be written to a file.
        shell.note(`A token for ${role}, ${until}. Keep it now: it cannot be shown again.`)
        shell.tell(made.token, { ...made, name, role, within, expiresAt: instant(expires), sources: sources.length > 0 ? sources : [name] })
      })
    })
  token
    .command('list')
    .description('all tokens, the newest first; never the secrets')
    .action(async () => {
      const rows = await shell.withDatabase(listTokens)
      const now = Date.now()
      shell.tell(
        rows.length === 0 ? 'There are no tokens.' : rows.map((row) => lineOf(row, now)).join('\n'),
        rows.map((row) => ({
          ...row,
          createdAt: instant(row.createdAt),
          expiresAt: instant(row.expiresAt),
          revokedAt: instant(row.revokedAt),
          state: stateOf(row, now),
        })),
      )
    })
  token
    .command('revoke')
    .description('end a token, on open connections too, within seconds')
    .argument('<id or name>', 'one token by its id, or all with this name')
    .action(async (which: string) => {
      const revoked = await shell.withDatabase(() => revokeToken(which, cliActor()))
      if (revoked === 0) throw new Failure(`No active token has the id or name "${which}"; "gridsight token list" shows them.`)
      shell.tell(`${revoked} ${revoked === 1 ? 'token' : 'tokens'} revoked.`, { revoked })
    })
  return token
}

function addSource(name: string, before: readonly string[] = []): string[] {
  if (!isSourceName(name)) throw new InvalidArgumentError(`a source is a name of at most ${textLimits.source} characters.`)
  return [...before, name]
}

const instant = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString())

function stateOf({ revokedAt, expiresAt }: TokenRow, now: number): 'active' | 'revoked' | 'expired' {
  if (revokedAt !== null) return 'revoked'
  return expiresAt !== null && expiresAt <= now ? 'expired' : 'active'
}

function lineOf(row: TokenRow, now: number): string {
  const within = withinOf(row.scope)
  const until = row.expiresAt === null ? '' : ` until ${instant(row.expiresAt)}`
  return `${row.id}  ${stateOf(row, now).padEnd(7)}  ${row.role.padEnd(13)}  ${within.padEnd(12)}  ${row.name}${until}`
}

/** Epoch milliseconds of `30d`, `12h`, or a date. */
function parseExpiry(text: string, now: number): number {
  const [, count, unit = ''] = /^(\d+)([mhdwy])$/.exec(text) ?? []
  const at = count === undefined ? (/^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN) : now + Number(count) * (UNITS[unit] ?? 0)
  if (!Number.isFinite(at) || at > 8.64e15) throw new InvalidArgumentError('write a time like 30d or 12h, or a date like 2027-01-01.')
  if (at <= now) throw new InvalidArgumentError('that time is past.')
  return at
}
