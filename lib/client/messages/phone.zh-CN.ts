import type { FaultTexts } from '../faults'

/** Texts of what works on a phone without a signal: the outbox, what the page was last read at, and what stands in the way. */
export const zh = {
  line: {
    offline: '离线',
    offlineFor: (span: string) => `离线 ${span}`,
    minutes: (n: number) => `${n} 分`,
    asOf: (time: string) => `截至 ${time}`,
  },
  insecure: '当前网址不是 https：浏览器不许网页在断网时打开，也不能加密保存待发内容。请向管理员要 https 的网址（见运维手册「https」）。',
  none: {
    title: '没有网络',
    text: '这台手机上没有已登录的人，断网时打不开。请在有网时登录，并打开一次这一页。',
    retry: '重试',
  },
  locked: {
    title: '登录已结束',
    text: (n: number) => `还有 ${n} 条待发，已封存在本机，只有本人登录后才会发出，别人看不到。`,
    nothing: '没有待发的内容。',
    signIn: '重新登录',
  },
  box: {
    title: '待发与已发',
    waiting: (n: number) => `${n} 条待上传`,
    parts: (acts: number, results: number, reports: number, visits: number) =>
      [
        acts > 0 ? `${acts} 条签收` : '',
        results > 0 ? `${results} 条结果` : '',
        reports > 0 ? `${reports} 条上报` : '',
        visits > 0 ? `${visits} 条走访` : '',
      ]
        .filter(Boolean)
        .join('、'),
    byItself: '有网自动传',
    decide: (n: number) => `${n} 条要你决定`,
    kinds: { take: '签收', hand_in: '结果', report: '上报', do: '走访', find: '问题' },
    of: (kind: string, name: string) => `${kind} · ${name}`,
    waits: (seconds: number) => `已记录，${seconds} 秒后发出`,
    behind: '排在前面的发出后再发',
    held: '同一件事的前一步没有成功，先处理那一步',
    undo: '撤销',
    now: '立即发出',
    sends: '正在发出…',
    photos: (done: number, all: number) => `正在上传照片 ${done} / ${all}`,
    offline: '没有网络，已保存在本机，恢复后自动发出',
    retry: '没有发出，稍后自动重试',
    refused: '没有被接收',
    discard: '删除',
    edit: '修改后再报',
    again: { take: '仍然签收', hand_in: '仍然提交' },
    seeTasks: '去任务页处理',
    sent: (n: string) => `已上报 ${n}`,
    sentPlain: '已上报',
    done: { take: '已签收', hand_in: '结果已上传', do: '走访已上传', find: '问题已上传' },
    open: '查看',
    photosRefused: (n: number) => `${n} 张照片没有被接收`,
  },
  /** why something was not taken, in plain words */
  conflict: {
    moved: (who: string, what: string, when: string, state: string) => `你离线时，${who}已「${what}」（${when}），现在是「${state}」`,
    somebody: '别人',
    state: (state: string) => `这件事已经变了，现在是「${state}」`,
    same: '同一件事已经办过这一步',
    gone: '这件事已经不在你名下',
    notYours: '这件事不归你办',
    stillPossible: (told: string) => `${told}。你写的还在，仍可提交`,
  },
  refusals: {
    recorded: '已经有人记录过了',
    outside_area: '位置不在辖区网格内',
    unknown_grid: '没有这个网格，或不在你的辖区',
    unknown_type: '事件类型已停用',
    in_future: '手机时间不正确，请校准后再报',
    too_old: '手机时间不正确，请校准后再报',
    forbidden: '你的账号不能上报',
    invalid: '内容不正确',
    conflict: '同一上报已有不同内容',
    other: '服务器没有接收',
  } satisfies FaultTexts<'not_found' | 'lost'>,
  mine: {
    title: '我的上报',
    note: '近 90 天',
    none: '近 90 天没有上报',
    failed: '现在读不到',
    answer: '看答复',
  },
}
