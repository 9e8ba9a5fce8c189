import { inLanguage } from '../language'
import { en } from './my-places.en'
import { zh } from './my-places.zh-CN'

/** Texts of places and bookings on a resident's own page, in the language of the page. */
export const myPlaceTexts = inLanguage(zh, en)
