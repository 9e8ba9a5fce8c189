import type { Translated } from '../language'
import type { zh } from './narrow.zh-CN'

export const en: Translated<typeof zh> = {
  title: 'The past wants a larger screen',
  text: 'Replay puts the whole wall back to a moment, which cannot be read on a phone. Open this link on a computer, or make the window larger.',
}
