import { Command } from 'commander'
import { countRetention, readRetention, readRetentionPlan } from '@/lib/db/retention/retention'
import { daysOf, RETENTION_KINDS, type RetentionCounts, type RetentionKind, type RetentionRules } from '@/lib/domain/retention'
import type { Shell } from './shell'

const NAMES: Readonly<Record<RetentionKind, string>> = {
  photos: 'photos of ended events',
  personal: 'ended events with personal fields',
  sessions: 'ended sessions',
  reports: 'judgement reports',
  submissions: 'decided submissions of residents',
  residents: 'residents whose binding was ended',
  bookings: 'bookings at service places whose time is over',
  orders: 'orders whose askers are forgotten',
  duties: 'items of duties whose words and names are forgotten',
  audit: 'rows of the audit',
}

/** `gridsight retention`: what the retention period is, and what it would take. */
export function retentionCommand(shell: Shell): Command {
  return new Command('retention')
    .description('the retention period (保存期限): its rules, and what was counted last of what they take')
    .option('--dry-run', 'count now; nothing is changed')
    .action(async ({ dryRun = false }: { dryRun?: boolean }) => {
      const { retention, plan } = await shell.withDatabase(async () => {
        const set = await readRetention()
        const now = Date.now()
        const counted = dryRun ? { rules: set, at: new Date(now).toISOString(), counts: await countRetention(set, now) } : await readRetentionPlan()
        return { retention: set, plan: counted }
      })
      const rules = RETENTION_KINDS.map((kind) => `${NAMES[kind]}: ${period(kind, retention)}`)
      const active = retention.active ? 'The rules are applied every hour.' : 'The rules are only counted: nothing is taken away.'
      const counts = plan ? [`Counted ${plan.at}:`, ...lines(plan.rules, plan.counts)] : ['Nothing was counted yet.']
      shell.tell([active, ...rules, ...counts].join('\n'), { retention, plan })
    })
}

const period = (kind: RetentionKind, rules: RetentionRules): string => {
  const days = daysOf(rules, kind)
  return days === null ? 'kept' : `${days} days`
}

const lines = (rules: RetentionRules, counts: RetentionCounts): string[] =>
  RETENTION_KINDS.filter((kind) => daysOf(rules, kind) !== null).map((kind) => `  ${counts[kind]} ${NAMES[kind]}, older than ${period(kind, rules)}`)
