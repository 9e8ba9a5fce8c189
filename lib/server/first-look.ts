import { readEpisodes } from '@/lib/db/events/episodes'
import { loadAtlas } from '@/lib/db/ground/grids'
import { HOUR_MS } from '@/lib/domain/clock'
import { shortName } from '@/lib/domain/grid'

/** What there is to see in the first hours of a demonstration, a line each: as whom, and where to look. */
export type FirstLook = readonly { as: string; look: string }[]

/** After this long what is told here is over. */
const FIRST_MS = 6 * HOUR_MS

/** The rise that the history ended in (lib/demo/episodes.ts) and the event that follows, for the terminal; empty later on. */
export async function readFirstLook(historyEnd: number, now: number): Promise<FirstLook> {
  if (now - historyEnd > FIRST_MS) return []
  const rise = (await readEpisodes()).find(({ startsAt, endsAt, live }) => !live && startsAt < historyEnd && endsAt > historyEnd)
  const atlas = await loadAtlas()
  const nameOf = (code: string) => shortName(atlas.byCode.get(code)?.name ?? '')
  const [grid] = rise?.gridCodes ?? []
  const kind = [...atlas.typeById.values()].find(({ classCode, code }) => rise && (classCode === rise.typeCode || code === rise.typeCode))
  if (!rise || !grid || !kind) return []
  const communities = [...new Set(rise.gridCodes.map((code) => code.slice(0, 12)))].map(nameOf)
  return [
    {
      as: 'wall (大屏)',
      look: `${nameOf(grid.slice(0, 9))} ${communities.join('、')}：「${kind.className}」三天来成倍增多 (a rise that began three days ago)`,
    },
    { as: 'dispatcher', look: '三分钟内来一件特急，随后受理、派单、反馈、核查 (one grave event comes within three minutes and is led to its end)' },
    { as: 'supervisor', look: '指标·近 30 天·下级：哪几个社区反馈得慢 (figures of 30 days: which communities hand in late)' },
  ]
}
