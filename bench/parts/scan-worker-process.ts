import { type ScanOptions, type ScanResult, scan } from '@/lib/warning/scan'
import type { ScanCases } from '@/lib/warning/scan-prepare'
import { makeZones, type Places, type Zones } from '@/lib/warning/scan-zones'
import { answerQuestions } from './helpers'

/** The places of a county, once, and then one stream after the other. */
export type ScanQuestion = { places: Places } | { cases: ScanCases; options: ScanOptions }
/** A scan and the milliseconds of the processor that it took. */
export type ScanTaken = { result: ScanResult; cpu: number }

let zones: Zones | undefined

answerQuestions(async (question: ScanQuestion): Promise<ScanTaken | null> => {
  if ('places' in question) {
    zones = makeZones(question.places, 'degrees')
    return null
  }
  if (!zones) throw new Error('the places come first')
  const before = process.cpuUsage()
  const result = scan(zones, question.cases, question.options)
  const { user, system } = process.cpuUsage(before)
  return { result, cpu: (user + system) / 1e3 }
})
