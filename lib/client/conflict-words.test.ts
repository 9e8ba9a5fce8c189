import { expect, it } from 'vitest'
import { conflictWords } from './conflict-words'
import type { Refused } from './waiting'

const NOW = Date.parse('2026-11-24T06:30:00Z')
const words = { labels: 'plain' as const }
const as = (part: Partial<NonNullable<Refused['event']>>): Refused => ({
  code: 'conflict',
  event: { revision: 9, state: 'awaiting_dispatch', actions: [], last: { actor: '李四', action: 'return', at: '2026-11-24T02:20:00Z' }, ...part },
})

it.each<[Refused, string]>([
  [as({}), '你离线时，李四已「退回」（11-24 10:20），现在是「待派单」'],
  [
    as({ state: 'handling', actions: ['take'], last: { actor: null, action: 'grant_extension', at: '2026-11-24T02:20:00Z' } }),
    '你离线时，别人已「延期」（11-24 10:20），现在是「办理中」。你写的还在，仍可提交',
  ],
  [as({ last: null }), '这件事已经变了，现在是「待派单」'],
  [{ code: 'conflict', event: null }, '这件事已经不在你名下'],
  [{ code: 'not_found', event: null }, '这件事已经不在你名下'],
  [{ code: 'forbidden', event: null }, '这件事不归你办'],
  [{ code: 'something else', event: null }, '服务器没有接收'],
])('says %j in plain words', (refused, told) => expect(conflictWords(refused, 'take', words, NOW)).toBe(told))
