import type { Translated } from '../language'
import type { zh } from './task-orders.zh-CN'

export const en: Translated<typeof zh> = {
  title: (n) => `Orders ${n}`,
  due: {
    requested: 'To offer',
    lapsed: 'Nobody took it: to assign',
    left: 'The volunteer has left: to offer anew',
    complaint: 'Complaints to answer',
  },
  count: (n) => (n === 1 ? '1 order' : `${n} orders`),
  open: 'Open',
  asks: 'You are asked',
  taken: 'You took it',
  until: (when) => `answer by ${when}`,
  wanted: (when) => `wanted at ${when}`,
  elsewhere: 'outside of your area; act on it at /my',
  failed: 'Orders could not be read; they are read again with a signal',
}
