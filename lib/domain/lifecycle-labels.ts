import type { EventAction } from './event-action'
import type { EventState, Light } from './life'

type Words = { zh: string; en: string }
type Labels = { states: Readonly<Record<EventState, Words>>; actions: Readonly<Record<EventAction, Words>> }
const w = (zh: string, en: string): Words => ({ zh, en })

const plain: Labels = {
  states: {
    awaiting_acceptance: w('待受理', 'Awaiting acceptance'),
    awaiting_dispatch: w('待派单', 'Awaiting dispatch'),
    handling: w('办理中', 'Being handled'),
    suspended: w('挂账', 'Suspended'),
    awaiting_verification: w('待核查', 'Awaiting verification'),
    closed: w('已办结', 'Closed'),
    rejected: w('不予受理', 'Rejected'),
    void: w('作废', 'Void'),
  },
  actions: {
    accept: w('受理', 'Accept'),
    reject: w('不予受理', 'Reject'),
    void: w('作废', 'Void'),
    handle_on_spot: w('自处置', 'Handle on the spot'),
    dispatch: w('派单', 'Dispatch'),
    take: w('签收', 'Take'),
    hand_in: w('反馈', 'Hand in'),
    return: w('退回', 'Return'),
    ask_extension: w('申请延期', 'Ask for an extension'),
    grant_extension: w('延期', 'Grant an extension'),
    suspend: w('挂账', 'Suspend'),
    resume: w('恢复办理', 'Resume'),
    verify: w('核实结案', 'Verify and close'),
    send_back: w('返工', 'Send back'),
    follow_up: w('回访', 'Follow up'),
    reopen: w('重新办理', 'Reopen'),
    remind: w('催办', 'Remind'),
    supervise: w('督办', 'Supervise'),
  },
}

/**
 * The words for states and actions: plain ones (立案 means a legal case to most people), or those of 数字城管, which a county can switch on
 * (立案, 派遣, 处置, 核查, 结案).
 */
export const LIFECYCLE_LABELS: Readonly<Record<'plain' | 'digital', Labels>> = {
  plain,
  digital: {
    states: {
      ...plain.states,
      awaiting_acceptance: w('待立案', 'Awaiting filing'),
      awaiting_dispatch: w('待派遣', 'Awaiting dispatch'),
      handling: w('处置中', 'Being handled'),
      closed: w('已结案', 'Closed'),
      rejected: w('不予立案', 'Not filed'),
    },
    actions: {
      ...plain.actions,
      accept: w('立案', 'File'),
      reject: w('不予立案', 'Do not file'),
      dispatch: w('派遣', 'Dispatch'),
      hand_in: w('处置反馈', 'Hand in'),
      resume: w('恢复处置', 'Resume'),
      verify: w('核查结案', 'Verify and close'),
    },
  },
}

/** 正常, 临期, 超期: told by word and shape, so that yellow and red stay with 督办 and warnings. */
export const LIGHT_LABELS: Readonly<Record<Light, Words>> = {
  normal: w('正常', 'On time'),
  near: w('临期', 'Due soon'),
  overdue: w('超期', 'Overdue'),
}
