import { writeFileSync } from 'node:fs'
import os from 'node:os'
import { Command, InvalidArgumentError, Option } from 'commander'
import { FULL_SIZE } from '@/lib/demo/history-plan'
import { REPLAYED_RULES, type ReplayedRule } from '@/lib/demo/replayed-history'
import { civilDate, DAY_MS, startOfDayNumber } from '@/lib/domain/clock'
import { judgeBacktest } from '@/lib/warning/cluster-backtest'
import { ZONE_KINDS, type ZoneKind } from '@/lib/warning/cluster-night'
import { CLUSTER_SETTINGS, CLUSTER_VERSION, ZONE_KIND } from '@/lib/warning/cluster-settings'
import { HOT_SPOT_SETTINGS, HOT_SPOT_VERSION } from '@/lib/warning/hot-spot-settings'
import { SILENCE_SETTINGS, SILENCE_VERSION } from '@/lib/warning/silence-settings'
import { SURGE_SETTINGS, SURGE_VERSION } from '@/lib/warning/surge-settings'
import { toldBacktest } from '@/lib/warning/told-backtest'
import { replayAll } from './backtest-pool'
import { tellBacktest } from './backtest-told'
import { Failure, type Shell } from './shell'

/** The last civil day that is replayed, whenever the command runs, so that everybody computes the same: 2026-11-23. */
const LAST_DAY = 20_780
/** The rules as shipped. */
const SHIPPED = {
  cluster: { version: CLUSTER_VERSION, settings: CLUSTER_SETTINGS },
  surge: { version: SURGE_VERSION, settings: SURGE_SETTINGS },
  hotspot: { version: HOT_SPOT_VERSION, settings: HOT_SPOT_SETTINGS },
  silence: { version: SILENCE_VERSION, settings: SILENCE_SETTINGS },
} as const
/** Half of the history, which is three years long, is needed for the studies of the first nights. */
const MAX_DAYS = 730

type BacktestFlags = {
  demo?: boolean
  seeds: number
  firstSeed: number
  zones: ZoneKind
  episodes: number
  days: number
  events: number
  rule: ReplayedRule
  workers: number
  record?: string
}

/** `gridsight backtest`: replays past nights in memory and says how well a rule would have done. */
export function backtestCommand(shell: Shell): Command {
  return new Command('backtest')
    .description('replay past nights and say how well a rule of early warning (风险预警) would have done; needs no database')
    .option('--demo', 'on histories of the demonstration county: without episodes, with its own, and with injected ones')
    .addOption(new Option('--rule <rule>', 'the rule').choices([...REPLAYED_RULES]).default('cluster'))
    .option('--seeds <n>', 'counties, each with other busy places and days', whole(1, 100), 5)
    .option('--first-seed <n>', 'the seed of the first county', whole(1, 1_000_000), 1)
    .addOption(
      new Option('--zones <kind>', 'what clusters are looked for in; connected ones beside circles').choices([...ZONE_KINDS]).default(ZONE_KIND),
    )
    .option('--days <n>', 'nights of each history, the last ones', whole(1, MAX_DAYS), 366)
    .option('--episodes <n>', 'episodes injected into each county', whole(0, 1_000), 80)
    .option('--events <n>', 'events of each history, which is three years long', whole(1_000, 5_000_000), FULL_SIZE)
    .option('--workers <n>', 'processes', whole(1, 64), os.availableParallelism())
    .option('--record <file>', 'write the record that this makes to a file')
    .action(async ({ demo, seeds, firstSeed, zones, days: nights, episodes, events: total, rule, workers, record }: BacktestFlags) => {
      if (!demo) throw new Failure('There is no history but the demonstration’s to replay: add --demo.', 2)
      const end = startOfDayNumber(LAST_DAY + 1)
      const { version, settings } = SHIPPED[rule]
      const tasks = Array.from({ length: seeds }, (_, i) => ({ rule, seed: firstSeed + i, nights, episodes, total, end, zones }))
      const bar = shell.bar('Nights')
      const began = performance.now()
      let done = 0
      const histories = await replayAll(tasks, workers, (more) => {
        done += more
        bar.update(done, seeds * nights * 3)
      })
      bar.stop()
      const result = judgeBacktest(histories, settings)
      const ms = Math.round(performance.now() - began)
      const command = `gridsight backtest --demo --rule ${rule} --seeds ${seeds}${firstSeed === 1 ? '' : ` --first-seed ${firstSeed}`} --days ${nights} --episodes ${episodes}${total === FULL_SIZE ? '' : ` --events ${total}`}${zones === ZONE_KIND ? '' : ` --zones ${zones}`}`
      if (record !== undefined) {
        const shipped = {
          rule,
          version,
          command,
          seeds: tasks.map(({ seed }) => seed),
          settings,
          ...toldBacktest(histories, settings, {
            madeAt: new Date().toISOString(),
            source: command,
            seed: tasks.map(({ seed }) => seed).join(', '),
            ...{ from: civilDate(end - nights * DAY_MS), to: civilDate(end) },
          }),
        }
        writeFileSync(record, `${asText(shipped)}\n`)
      }
      const head = `Rule ${rule}: ${seeds} counties, ${nights} nights each until ${civilDate(end)}, ${histories.length} histories; ${(ms / 1e3).toFixed(0)} s in ${Math.min(workers, seeds)} processes`
      shell.tell(`${head}\n${tellBacktest(result)}`, { command, rule, seeds, nights, episodes, settings, ...result, ms })
    })
}

/** JSON as the house formats it: short lists on one line. */
const asText = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(/\[\s+([^[\]{}]*?)\s+\]/g, (_, list: string) => `[${list.replaceAll(/\s+/g, ' ')}]`)

/** A whole number within limits. */
const whole = (least: number, most: number) => (text: string) => {
  const n = Number(text)
  if (!/^\d+$/.test(text) || n < least || n > most) throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
  return n
}
