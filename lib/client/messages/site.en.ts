import type { zh } from './site.zh-CN'

export const en: typeof zh = { description: 'Live events of the grids of county, streets and communities' }
