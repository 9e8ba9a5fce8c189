import type { OrderDue } from '@/lib/domain/order-due'

/** Texts of the orders (服务单) among one's own tasks, on a phone. */
export const zh = {
  title: (n: number) => `服务单 ${n}`,
  due: { requested: '待派单', lapsed: '没人接，等带班直派', left: '志愿者已不在册，待换人', complaint: '投诉待答复' } satisfies Record<
    OrderDue,
    string
  >,
  count: (n: number) => `${n} 单`,
  open: '去处理',
  asks: '请你去',
  taken: '你接下的',
  until: (when: string) => `${when} 前答复`,
  wanted: (when: string) => `约在 ${when}`,
  elsewhere: '不在你的辖区，请在 /my 上办',
  failed: '没有读到服务单，有网后自动再读',
}
