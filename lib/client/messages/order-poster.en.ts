import type { Translated } from '../language'
import type { zh } from './order-poster.zh-CN'

export const en: Translated<typeof zh> = {
  setting: {
    hint: 'When this is on, the code on a community’s poster lets residents without an account ask for a service, and follow it by a link of their own. Off as shipped; switching it on and off is audited.',
    links: 'Let services be asked for by a code',
    codes: 'Codes of communities for orders',
    perDay: 'Orders a day by one poster',
    residentPerDay: 'Orders a day of a resident with a bound phone',
  },
  poster: {
    title: 'Ask for help',
    sentence: (community) => `To the doctor, repairs, medicine, meals? Scan, and the volunteers of ${community} come to help.`,
    how: 'No account, no download, no charge; see at any time who comes and how far it is.',
    code: (community) => `Code of ${community} to ask for help`,
  },
}
