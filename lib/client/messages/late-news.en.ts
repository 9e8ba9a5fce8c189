import type { Translated } from '../language'
import type { zh } from './late-news.zh-CN'

export const en: Translated<typeof zh> = {
  mark: (hours) => `Late: known ${hours} ${hours === 1 ? 'hour' : 'hours'} after it happened`,
}
