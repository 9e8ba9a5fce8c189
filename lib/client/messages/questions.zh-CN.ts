import type { FaultTexts } from '../faults'

/** Texts of weekly questions (每周抽问) on the page of alerts. */
export const zh = {
  title: '上周这里有没有异常？',
  note: '每周抽几处来问，回答只用来估计漏报，不影响预警。',
  left: (n: number) => `还有 ${n} 处`,
  week: (from: string, to: string) => `${from} 至 ${to}`,
  answers: { yes: '有', no: '没有', unclear: '说不清' },
  remark: '说明（可不填）',
  failed: '抽问没有读到',
  faults: {
    conflict: '这一处已经有人答过，或者已经过期。',
    other: '没有成功，请重试。',
  } satisfies FaultTexts<'invalid' | 'forbidden' | 'not_found' | 'lost'>,
}
