import type { Alert } from '@/lib/domain/alert'
import { groundRoutes, MAX_GRIDS } from '@/lib/domain/routes/ground'
import { namedPlace } from './alert-place'
import { http } from './http'
import { currentLanguage } from './language'
import { useRoute } from './use-read'
import { eventWords } from './words'

type Placed = Pick<Alert, 'grids'>
const NO_NAMES: GridName[] = []
type GridName = { code: string; nameEn: string }

const named = (alert: Placed, names: readonly GridName[]): string | null =>
  namedPlace(alert, eventWords([], Object.fromEntries(names.map(({ code, nameEn }) => [code, nameEn])), 'plain'))

/**
 * Where alerts are, on a page that has no names of its own: in English by what the server calls their grids, empty while that is asked for. Null: as their
 * headlines say, in Chinese, and where it is not told.
 */
export function useNamedPlaces(alerts: readonly Placed[]): (alert: Placed) => string | null {
  const isEnglish = currentLanguage() === 'en'
  // what others of its grids lie in is what the first does
  const grids = [...new Set(alerts.flatMap(({ grids: [first] }) => first ?? []))].sort().slice(0, MAX_GRIDS)
  const { data, fault } = useRoute(groundRoutes.names, { query: { grids } }, { enabled: isEnglish && grids.length > 0 })
  if (!isEnglish) return () => null
  return (alert) => (data || fault ? named(alert, data?.names ?? NO_NAMES) : '')
}

/** The same of one alert, for what is told outside of the page. */
export async function readNamedPlace(alert: Placed): Promise<string | null> {
  const [first] = alert.grids
  if (currentLanguage() !== 'en' || first === undefined) return null
  const answer = await http(groundRoutes.names, { query: { grids: [first] } })
  return answer.ok ? named(alert, answer.body.names) : null
}
