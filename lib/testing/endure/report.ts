import { countFindings, type Finding } from './compare'

/** A round: one fault with traffic before, during and after it, and the comparison. */
export type Round = { number: number; kind: string; ms: number; contents: number; steps: number; done: number; retried: number; findings: Finding[] }

const seconds = (ms: number) => (ms / 1_000).toFixed(1)

/** `12 server killed      4.2 s  63 acknowledged  5 steps  7 served  3 sent again  agrees`. */
export function roundLine({ number, kind, ms, contents, steps, done, retried, findings }: Round): string {
  const counts = `${String(contents).padStart(4)} acknowledged ${String(steps).padStart(3)} steps ${String(done).padStart(3)} served ${String(retried).padStart(3)} sent again`
  return `${String(number).padStart(4)}  ${kind.padEnd(18)}${seconds(ms).padStart(6)} s ${counts}  ${findings.length === 0 ? 'agrees' : 'DIFFERS'}`
}

/** What there was of each kind: how often, how long a round took at the median and at most, and what was acknowledged. */
export function kindTable(rounds: readonly Round[]): string[] {
  const kinds = [...new Set(rounds.map((round) => round.kind))].sort()
  const rows = kinds.map((kind) =>
    tableRow(
      kind,
      rounds.filter((round) => round.kind === kind),
    ),
  )
  const head = ['fault', 'rounds', 'median s', 'longest s', 'acknowledged', 'steps', 'served', 'sent again']
  const table = [head, ...rows, tableRow('all', rounds)]
  const widths = head.map((_, i) => Math.max(...table.map((row) => row[i]?.length ?? 0)))
  return table.map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '))
}

function tableRow(kind: string, rounds: readonly Round[]): string[] {
  const sorted = rounds.map((round) => round.ms).sort((a, b) => a - b)
  const sum = (of: (round: Round) => number) => String(rounds.reduce((total, round) => total + of(round), 0))
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0
  return [
    kind,
    String(rounds.length),
    seconds(median),
    seconds(sorted.at(-1) ?? 0),
    sum((r) => r.contents),
    sum((r) => r.steps),
    sum((r) => r.done),
    sum((r) => r.retried),
  ]
}

/** The last line, by contract. */
export function lastLine(faults: number, findings: readonly Finding[]): string {
  const { lost, doubled } = countFindings(findings)
  return `${faults} faults, ${lost} lost, ${doubled} doubled`
}
