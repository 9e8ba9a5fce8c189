import type { Atlas } from '@/lib/domain/atlas'
import { shortName } from '@/lib/domain/grid'
import { LINK_LEVEL } from '@/lib/domain/link'
import { englishGridName } from './english-names'

/** What a place is called by those who live there, in Chinese and in English. */
export const nameOf = (atlas: Atlas, code: string): { name: string; nameEn: string } => ({
  name: shortName(atlas.byCode.get(code)?.name ?? code),
  nameEn: englishGridName(atlas, code),
})

/** The community or village that a grid lies in; a grid above one is its own. */
export function communityOf(atlas: Atlas, code: string): string {
  let grid = atlas.byCode.get(code)
  while (grid && grid.level > LINK_LEVEL) grid = atlas.byCode.get(grid.parentCode)
  return grid?.code ?? code
}
