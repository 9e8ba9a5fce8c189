import { text } from 'node:stream/consumers'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { By } from '@/lib/db/accounts/accounts'
import { loadAtlas } from '@/lib/db/ground/grids'
import { readPostGrids } from '@/lib/db/people/people'
import type { WorkScope } from '@/lib/domain/access'
import { AccountRole, type AccountRow, Username } from '@/lib/domain/account'
import { isWithin } from '@/lib/domain/grid'
import { cliActor } from './actor'
import { Failure, type Shell } from './shell'
import { parseWithin, withinOf } from './within'

type Create = {
  name: string
  role: AccountRole
  within?: string[]
  department?: string
  displayName?: string
  member?: string
  passwordStdin?: boolean
}

const STDIN = ['--password-stdin', 'read the password from stdin instead of making one'] as const

/** Loaded when it is used: the library of accounts takes half a second, which no other command should wait for. */
const accounts = () => import('@/lib/db/accounts/accounts')

/** `gridsight user create|list|disable|enable|reset-password|reset-second-factor`: accounts of people. The first administrator comes from here. */
export function userCommand(shell: Shell): Command {
  const by = (): By => ({ actor: cliActor(), address: null })
  const user = new Command('user').description('accounts of people')
  user
    .command('create')
    .description('make an account; a password is made and printed once')
    .requiredOption('--name <name>', 'to sign in with: a-z, 0-9, ".", "_", "-"', parseUsername)
    .addOption(new Option('--role <role>', 'what they may do').choices(AccountRole.options).makeOptionMandatory())
    .option('--within <codes>', 'the grids they reach: codes with commas between (a grid and all below it), or "all"', parseWithin)
    .option('--department <name>', 'in place of grids: a department, which sees what is given to it')
    .option('--display-name <name>', 'how they are called on screens; without it, the name')
    .option('--member <id>', 'the member of the grids that this person is')
    .option(...STDIN)
    .action(async (options: Create) => {
      const { name: username, role, displayName = username, member: memberId = null } = options
      const scope = scopeOf(options)
      const password = await givenPassword(options)
      await shell.withDatabase(async () => {
        if (scope.kind === 'grids') {
          const { grids } = await loadAtlas()
          const unknown = scope.prefixes.filter((code) => grids.length > 0 && !grids.some((g) => isWithin(g.code, code) || isWithin(code, g.code)))
          if (unknown.length > 0) shell.note(`No grid has a code that begins with ${unknown.join(' or ')}; the account reaches nothing there yet.`)
        }
        if (memberId !== null && (await readPostGrids(memberId)) === null)
          throw new Failure(`There is no member ${memberId}; GET /api/people lists them.`)
        const { createAccount } = await accounts()
        const made = await createAccount({ username, name: displayName, role, scope, memberId, ...(password ? { password } : {}) }, by())
        tellPassword(shell, made, `The account ${username} (${role}) can sign in now.`)
      })
    })
  user
    .command('list')
    .description('all accounts, disabled ones too')
    .action(async () => {
      const rows = await shell.withDatabase(async () => (await accounts()).listAccounts())
      shell.tell(rows.length === 0 ? 'There are no accounts.' : rows.map(lineOf).join('\n'), rows)
    })
  for (const [name, disabled, description] of [
    ['disable', true, 'sign somebody out for good, within seconds'],
    ['enable', false, 'let somebody in again'],
  ] as const)
    user
      .command(name)
      .description(description)
      .argument('<name>', 'the name they sign in with, or the id')
      .action((which: string) =>
        shell.withDatabase(async () => {
          const { changeAccount } = await accounts()
          const account = await changeAccount((await need(which)).id, { disabled }, by())
          shell.tell(`The account ${account.username} is ${disabled ? 'disabled' : 'enabled'}.`, account)
        }),
      )
  user
    .command('reset-password')
    .description('give somebody a new password, printed once; ends their sessions and a lock')
    .argument('<name>', 'the name they sign in with, or the id')
    .option(...STDIN)
    .action(async (which: string, options: { passwordStdin?: boolean }) => {
      const password = await givenPassword(options)
      await shell.withDatabase(async () => {
        const { resetPassword } = await accounts()
        const { id } = await need(which)
        tellPassword(shell, await resetPassword(id, password, by()), 'The password is changed, and open sessions are ended.')
      })
    })
  user
    .command('reset-second-factor')
    .description('take the second factor away from somebody who lost it; ends their sessions')
    .argument('<name>', 'the name they sign in with, or the id')
    .action((which: string) =>
      shell.withDatabase(async () => {
        const { removeSecondFactor } = await import('@/lib/db/accounts/second-factor')
        const { id, username } = await need(which)
        if (!(await removeSecondFactor(id, by()))) throw new Failure(`${username} has no second factor.`)
        shell.tell(`The second factor of ${username} is taken away.`, { id, username })
      }),
    )
  return user
}

async function need(which: string): Promise<AccountRow> {
  const { findAccount } = await accounts()
  const account = await findAccount(which)
  if (!account) throw new Failure(`There is no account ${which}; "gridsight user list" shows them.`)
  return account
}

/** A made password alone goes to stdout, so that it can be written to a file. */
function tellPassword(shell: Shell, { account, password }: { account: AccountRow; password?: string }, done: string): void {
  shell.note(password === undefined ? done : `${done} Keep the password now: it cannot be shown again.`)
  shell.tell(password ?? account.username, { ...account, ...(password === undefined ? {} : { password }) })
}

/** The first line of stdin, when it is asked for. */
async function givenPassword({ passwordStdin }: { passwordStdin?: boolean }): Promise<string | undefined> {
  if (!passwordStdin) return undefined
  const password = (await text(process.stdin)).split(/\r?\n/, 1)[0]
  if (!password) throw new Failure('There is no password on stdin.', 2)
  return password
}

function scopeOf({ within, department }: Pick<Create, 'within' | 'department'>): WorkScope {
  if ((within === undefined) === (department === undefined)) throw new Failure('Say either --within (grid codes, or "all") or --department.', 2)
  return department === undefined ? { kind: 'grids', prefixes: within ?? [] } : { kind: 'department', department }
}

function parseUsername(text: string): string {
  const parsed = Username.safeParse(text)
  if (!parsed.success) throw new InvalidArgumentError('2 to 32 of a-z, 0-9, ".", "_", "-".')
  return parsed.data
}

function lineOf({ username, name, role, scope, disabled, lockedUntil, secondFactor, sessions, signedInAt }: AccountRow): string {
  const state = disabled ? 'disabled' : lockedUntil ? 'locked' : 'active'
  const last = signedInAt ? `last ${signedInAt}` : 'never signed in'
  return `${username.padEnd(20)}  ${state.padEnd(8)}  ${role.padEnd(13)}  ${withinOf(scope).padEnd(12)}  ${name}  ${secondFactor ? '2FA  ' : ''}${sessions} open, ${last}`
}
