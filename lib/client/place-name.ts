import { said } from './language'

/** The grids from the outermost down to this one. */
export type Places = { pathOf(grid: string): readonly { code: string; name: string }[] }

/** Where it is: the community and what lies below it, each word once: 工业路社区第03网格 for 工业路社区 and its 工业路社区第03网格. */
export function placeName(grid: string, words: Places): string {
  const path = words.pathOf(grid)
  const names = (path.length > 1 ? path.slice(1) : path).map((g) => g.name)
  return names.filter((name, i) => !names[i + 1]?.startsWith(name.replace(/网格$/, ''))).join(said({ zh: ' ', en: ', ' }))
}

/** The same where room is short: Xihuanlu, Grid 03 for Xihuanlu Community, Grid 03. A Chinese name is as short as it gets. */
export const shortPlace = (grid: string, words: Places): string => placeName(grid, words).replace(/ (Community|Village)(?=,)/, '')
