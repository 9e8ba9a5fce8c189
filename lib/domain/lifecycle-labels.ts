import type { Words } from './language'
import type { EventState, Light } from './life'

const w = (zh: string, en: string): Words => ({ zh, en })

const plain: Readonly<Record<EventState, Words>> = {
  awaiting_acceptance: w('待受理', 'Awaiting acceptance'),
  awaiting_dispatch: w('待派单', 'Awaiting dispatch'),
  handling: w('办理中', 'Being handled'),
  suspended: w('挂账', 'Suspended'),
  awaiting_verification: w('待核查', 'Awaiting verification'),
  closed: w('已办结', 'Closed'),
  rejected: w('不予受理', 'Rejected'),
  void: w('作废', 'Void'),
}

/**
 * The words for states: plain ones (立案 means a legal case to most people), or those of 数字城管, which a county can switch on (立案, 派遣,
 * 处置, 核查, 结案). Those for actions are in their rows (event-actions.ts).
 */
export const STATE_LABELS: Readonly<Record<'plain' | 'digital', Readonly<Record<EventState, Words>>>> = {
  plain,
  digital: {
    ...plain,
    awaiting_acceptance: w('待立案', 'Awaiting filing'),
    awaiting_dispatch: w('待派遣', 'Awaiting dispatch'),
    handling: w('处置中', 'Being handled'),
    closed: w('已结案', 'Closed'),
    rejected: w('不予立案', 'Not filed'),
  },
}

/** 正常, 临期, 超期: told by word and shape, so that yellow and red stay with 督办 and warnings. */
export const LIGHT_LABELS: Readonly<Record<Light, Words>> = {
  normal: w('正常', 'On time'),
  near: w('临期', 'Due soon'),
  overdue: w('超期', 'Overdue'),
}
