import { describe, expect, test } from 'vitest'
import { makeRowMapper, parseMapping } from './feed-mapping'
import { zoneReader } from './zone'

const COLUMNS = {
  ...{ id: '案卷号', occurredAt: '上报时间', handledAt: '结案时间', type: '小类', grid: '社区', acceptedAt: '立案时间', dispatchedAt: '派遣时间' },
  ...{ lead: '处置部门', assisting: '协办部门', takenAt: '签收时间', handedInAt: '处置完成时间', result: '处置结果', rework: '返工次数' },
  ...{ sentBackAt: '返工时间', extensions: '延期次数', extendedUntil: '延期至', suspended: '挂账', suspendedAt: '挂账时间', resumedAt: '恢复时间' },
  ...{
    rejectedAt: '不予立案时间',
    voidedAt: '作废时间',
    answer: '答复',
    onSpot: '自处置',
    followedUpAt: '回访时间',
    satisfied: '满意度',
    solved: '是否解决',
  },
  ...{ card: '督办', replyBy: '回复期限', reminders: '催办次数' },
}
const mapping = parseMapping(
  Object.entries(COLUMNS)
    .map(([field, column]) => `${field}=${column}`)
    .join(','),
)
const map = makeRowMapper({ mapping, source: '数字城管', readTime: zoneReader('Asia/Shanghai') })
const base = { 案卷号: 'A1', 上报时间: '2026-11-03 08:00', 小类: '0501', 社区: '411324001101' }
const dispatched = { ...base, 立案时间: '2026-11-03 08:10', 派遣时间: '2026-11-03 08:20', 处置部门: '城管' }
const city = { kind: 'department', id: '城管' }
const at = (local: string) => new Date(`2026-11-${local.replace(' ', 'T')}:00+08:00`).toISOString()
const read = (row: Record<string, string>) => map(row).event
/** The stages as `action day hour:minute`. */
const told = (row: Record<string, string>) =>
  read(row)?.stages?.map((stage) => `${stage.action} ${new Date(Date.parse(stage.at) + 8 * 3_600_000).toISOString().slice(8, 16).replace('T', ' ')}`)

describe('columns of a case history', () => {
  test('become stages in order of time, and when the last of them was told', () => {
    const event = read({
      ...{ ...dispatched, 协办部门: '环卫、team:一队', 签收时间: '2026-11-03 09:00', 处置完成时间: '2026-11-04 10:00', 处置结果: '已清运' },
      ...{ 结案时间: '2026-11-04 15:00', 回访时间: '2026-11-05 09:00', 满意度: '基本满意', 是否解决: '否' },
    })
    expect(event).toMatchObject({ occurredAt: at('03 08:00'), handledAt: at('04 15:00'), updatedAt: at('05 09:00').replace('.000', '.006') })
    expect(event?.stages).toEqual([
      { action: 'accept', at: at('03 08:10') },
      {
        action: 'dispatch',
        at: at('03 08:20'),
        party: city,
        assisting: [
          { kind: 'department', id: '环卫' },
          { kind: 'team', id: '一队' },
        ],
      },
      { action: 'take', at: at('03 09:00'), party: city },
      { action: 'hand_in', at: at('04 10:00'), party: city, words: '已清运' },
      { action: 'verify', at: at('04 15:00') },
      { action: 'follow_up', at: at('05 09:00'), satisfied: true, solved: false },
    ])
    // nothing but a report and an end: as without columns of stages
    expect(read({ ...base, 结案时间: '2026-11-04 15:00' })).toMatchObject({ updatedAt: at('04 15:00') })
    expect(read({ ...base, 结案时间: '2026-11-04 15:00' })?.stages).toBeUndefined()
  })

  test('say what happened more than once by a number or by times', () => {
    const handed = { ...dispatched, 处置完成时间: '2026-11-06 10:00' }
    expect(told({ ...handed, 返工次数: '2次' })).toEqual([
      'accept 03 08:10',
      'dispatch 03 08:20',
      'send_back 06 10:00',
      'send_back 06 10:00',
      'hand_in 06 10:00',
    ])
    expect(told({ ...handed, 返工次数: '2', 返工时间: '2026-11-04 10:00；2026-11-05 10:00' })?.slice(2)).toEqual([
      'send_back 04 10:00',
      'send_back 05 10:00',
      'hand_in 06 10:00',
    ])
    expect(told({ ...handed, 返工时间: '2026-11-07 10:00' })?.slice(2)).toEqual(['hand_in 06 10:00', 'send_back 07 10:00'])
    expect(told({ ...handed, 返工次数: '否', 催办次数: '2' })?.slice(1, 4)).toEqual(['dispatch 03 08:20', 'remind 03 08:20', 'remind 03 08:20'])
    const extended = read({ ...handed, 延期次数: '2', 延期至: '2026-11-09' })?.stages?.filter(({ action }) => action === 'grant_extension')
    expect(extended).toEqual([
      { action: 'grant_extension', at: at('03 08:20') },
      { action: 'grant_extension', at: at('03 08:20'), deadline: at('09 00:00') },
    ])
  })

  test('say that it was suspended, rejected, void, handled on the spot, or given a card', () => {
    expect(told({ ...dispatched, 挂账时间: '2026-11-04 10:00', 恢复时间: '2026-11-06 10:00' })?.slice(2)).toEqual([
      'suspend 04 10:00',
      'resume 06 10:00',
    ])
    expect(told({ ...dispatched, 挂账: '是' })?.slice(2)).toEqual(['suspend 03 08:20'])
    expect(told({ ...dispatched, 挂账: '是', 结案时间: '2026-11-04 15:00' })?.slice(2)).toEqual(['verify 04 15:00'])
    expect(read({ ...base, 不予立案时间: '2026-11-03 09:00', 答复: '不属本级' })?.stages).toEqual([
      { action: 'reject', at: at('03 09:00'), words: '不属本级' },
    ])
    expect(told({ ...dispatched, 作废时间: '2026-11-03 09:00' })?.at(-1)).toBe('void 03 09:00')
    expect(told({ ...base, 自处置: '是', 结案时间: '2026-11-03 08:30', 满意度: '满意' })).toEqual(['handle_on_spot 03 08:30', 'follow_up 03 08:30'])
    expect(read({ ...dispatched, 督办: '红牌', 回复期限: '2026-11-05' })?.stages?.at(-1)).toEqual({
      action: 'supervise',
      at: at('03 08:20'),
      card: 'red',
      deadline: at('05 00:00'),
    })
    // nobody here is to answer for what is over
    expect(told({ ...dispatched, 督办: '黄牌', 结案时间: '2026-11-04 15:00' })?.slice(2)).toEqual([
      'supervise 03 08:20',
      'verify 04 15:00',
      'lift 04 15:00',
    ])
    expect(told({ ...dispatched, 督办: '无', 满意度: '未回访' })?.length).toBe(2)
  })

  test.each([
    [{ 派遣时间: '昨天' }, '派遣时间 (dispatchedAt) is no time: "昨天"'],
    [{ 派遣时间: '2026-11-03 08:05' }, '派遣时间 (dispatchedAt) lies before 立案时间 (acceptedAt)'],
    [{ 立案时间: '2026-11-03 07:59' }, '立案时间 (acceptedAt) lies before 上报时间 (occurredAt)'],
    [{ 处置完成时间: '2026-11-04 10:00', 结案时间: '2026-11-04 09:00' }, '结案时间 (handledAt) lies before 处置完成时间 (handedInAt)'],
    [{ 处置完成时间: '2026-11-04 10:00；2026-11-05 10:00' }, /^处置完成时间 \(handedInAt\) is no single time/],
    [{ 返工次数: '很多' }, '返工次数 (rework) is no number of times: "很多"'],
    [{ 满意度: '一般般', 结案时间: '2026-11-04 09:00' }, /^满意度 \(satisfied\) is no opinion/],
    [{ 满意度: '满意' }, '满意度 (satisfied) is told of an event that is not closed'],
    [{ 恢复时间: '2026-11-04 10:00' }, '恢复时间 (resumedAt) is told without 挂账时间 (suspendedAt)'],
    [{ 自处置: '是' }, '自处置 (onSpot) is told of an event without a time at which it was handled'],
    [{ 督办: '绿牌' }, /^督办 \(card\) is no card/],
    [{ 挂账: '也许' }, /^挂账 \(suspended\) is no yes or no/],
  ])('%j is rejected with the name of its column', (cells, message) => {
    const { fault } = map({ ...dispatched, ...cells })
    if (typeof message === 'string') expect(fault?.message).toBe(message)
    else expect(fault?.message).toMatch(message)
  })
})
