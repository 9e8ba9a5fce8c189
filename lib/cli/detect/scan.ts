import type { Command } from 'commander'
import type { Shell } from '../shell'
import { type ScanFlags, scanOptions } from './scan-options'
import { runScan, type ScanAnswer } from './scan-run'

/** `gridsight detect scan`: finds clusters by Kulldorff's scan statistic. */
export function scanCommand(shell: Shell): Command {
  return scanOptions().action(async (flags: ScanFlags) => {
    const found = await runScan(flags)
    shell.tell(sentenceOf(found), found)
  })
}

/** Locations shown of a cluster; `--json` has all. */
const SHOWN = 8

function sentenceOf({ clusters, zones, cases, locations, study, ignored, replicates }: ScanAnswer): string {
  const when = study ? ` from ${study.start} to ${study.end}` : ''
  const head = `${cases} cases at ${locations} locations${when}, ${zones} zones, ${replicates} replicates${ignored > 0 ? `; ${ignored} rows outside the study were left out` : ''}.`
  if (clusters.length === 0) return `${head}\nNo cluster.`
  return [head, ...clusters.flatMap((cluster, i) => [`${i + 1}. ${lineOf(cluster)}`, `   ${figuresOf(cluster, study?.unit)}`])].join('\n')
}

function lineOf({ locations, centre, radius, start, end }: ScanAnswer['clusters'][number]): string {
  const names = locations.slice(0, SHOWN).join(', ') + (locations.length > SHOWN ? ` and ${locations.length - SHOWN} more` : '')
  const where = centre === null ? 'everywhere' : `${names} (${radius === null ? '' : `radius ${Number(radius.toPrecision(6))} around ${centre}`})`
  return start === null ? where : `${where}, ${start} to ${end}`
}

function figuresOf(cluster: ScanAnswer['clusters'][number], unit = ''): string {
  const { observed, expected, relativeRisk, llr, p, extrapolated, recurrenceInterval, tiedWith } = cluster
  return [
    `${observed} cases, ${expected.toFixed(2)} expected`,
    ...(relativeRisk === null ? [] : [`relative risk ${relativeRisk.toFixed(2)}`]),
    `LLR ${llr.toFixed(6)}`,
    `p ${Number(p.toPrecision(3))}${extrapolated ? ' 「外推」' : ''}`,
    ...(recurrenceInterval === null ? [] : [`recurrence interval ${Number(recurrenceInterval.toPrecision(3))} ${unit}s`]),
    ...(tiedWith.length > 0 ? [`${tiedWith.length} others as likely`] : []),
  ].join(', ')
}
