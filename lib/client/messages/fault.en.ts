import type { Translated } from '../language'
import type { zh } from './fault.zh-CN'

/** The English texts of a page that could not be drawn. */
export const en: Translated<typeof zh> = {
  title: 'Something went wrong on this page',
  text: 'The page could not be shown. What you have sent is kept: open it again to go on. What was not sent has to be entered once more.',
  again: 'Open again',
}
