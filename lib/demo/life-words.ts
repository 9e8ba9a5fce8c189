import type { Random } from '@/lib/domain/random'
import type { Stage } from '@/lib/domain/stages'

/** The steps of a life, as a source tells them. */
export type StageName = Stage['action']

/** What was done, by class of the event: what is said when it is handed in. */
const RESULTS: Readonly<Record<string, readonly string[]>> = {
  '01': ['已组织双方当面调解，达成一致并签字。', '已上门了解情况，双方同意按约定办理。', '已会同当事人说明政策，情绪平稳，后续回访。'],
  '02': ['已到现场核实，情况已控制，登记在册。', '已约谈当事人并告知法律后果，现场秩序恢复。', '已加派巡查，线索移交派出所继续跟进。'],
  '03': ['已按要求完成，现场拍照留存。', '已整改到位，列入本周复查。', '已逐户走访，情况登记完毕。'],
  '04': ['隐患已当场消除，已告知责任人。', '已责令整改并拍照，复查合格。', '已疏通现场，责任单位书面承诺。'],
  '05': ['已清理完毕，现场恢复整洁。', '已劝离并恢复通行，纳入每日巡查。', '已维修完成，使用正常。', '已为群众办理完毕，告知结果。'],
  '06': ['已排查，隐患点设置警示并专人看守。', '已检查登记，问题当场改正。', '已现场宣传并张贴提示。'],
}
const ANY_RESULT = ['已到现场处置，情况已恢复正常。', '已办理完毕，结果已告知报事人。']

/** What must be said of a step, or is worth saying. */
const SAYINGS: Partial<Record<StageName, readonly string[]>> = {
  reject: ['经核实不属于网格受理范围，已告知报事人向主管部门反映。', '反映事项正由法院审理，已向报事人说明。'],
  return: ['经现场核实不属于本单位职责，请改派。', '责任主体为产权单位，请改派属地社区协调。'],
  ask_extension: ['需等待配件到货，申请延长。', '当事人在外地，约定回来后当面处理。', '涉及多家单位，协调会已定在下周。'],
  refuse_extension: ['理由不充分，请在原期限内办结。', '已有同类处置办法，按原期限办理。'],
  suspend: ['需等待上级批复，暂时挂账。', '涉及汛期施工条件，待具备条件后恢复。'],
  send_back: ['现场照片不清，请补充核实。', '报事人反映问题仍在，请再次处置。'],
  reopen: ['回访反映问题未彻底解决，重新处置。'],
  supervise: ['超期未办结，请说明原因并明确办结时间。', '群众多次反映，请限期办结并书面回复。'],
  lift: ['已按要求办结，解除督办。', '回复属实，措施到位，解除督办。'],
  reply: ['已安排专人负责，今日内到现场处置。', '因协调多家单位延误，已明确办结时间。'],
}

/** The words of a step, drawn; null where nothing is said. */
export function sayOf(action: StageName, classCode: string, random: Random): string | null {
  const list = action === 'hand_in' ? (RESULTS[classCode] ?? ANY_RESULT) : SAYINGS[action]
  return list?.[Math.floor(random.next() * list.length)] ?? null
}
