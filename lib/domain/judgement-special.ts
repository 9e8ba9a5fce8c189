import { heading, type JudgementDocument, note, text } from './judgement-document'
import type { JudgementFacts, SpecialFacts } from './judgement-facts'
import { type MapArea, mapPicture } from './judgement-pictures'
import {
  colourWords,
  countWords,
  DEMO_WORDS,
  fullMoment,
  momentWords,
  outcomeWords,
  rarityWords,
  recordWords,
  reviewWords,
  stepWords,
} from './judgement-words'
import { STATE_LABELS } from './lifecycle-labels'
import type { LabelSet } from './transition'

/** What a document of an alert is put together of, beside its facts. `madeAt` is epoch milliseconds. */
export type SpecialParts = {
  letterhead: string | null
  madeAt: number
  labels: LabelSet
  /** its grids are a demonstration's */
  demo: boolean
  /** 审图号 of its map */
  review: string | null
  /** the grids around the alert; its own are `marked` */
  areas: readonly MapArea[]
  facts: JudgementFacts & { special: SpecialFacts }
}

/** What lies in the alert takes the last tone. */
const ALL_STEPS = [1, 1, 1, 1]

/** A report of one alert as an official document: what, which events, what was done, and how good its rule is. */
export function specialDocument({ letterhead, madeAt, labels, demo, review, areas, facts }: SpecialParts): JudgementDocument {
  const { alert, condition, places, observed, usual, recurrenceInterval, holding, events, more, steps } = facts.special
  // of a silence by the clock there is nothing to count
  const counted = observed === 0 && usual === null ? '' : `现有事件 ${countWords(observed)} 件，其中仍符合条件 ${countWords(holding)} 件。`
  const rare = recurrenceInterval === null ? '' : `常态 ${countWords(usual ?? 0)} 件，纯属偶然的话${rarityWords(recurrenceInterval)}（整体判断）。`
  return {
    letterhead,
    title: '风险预警研判专报',
    subtitle: `${alert.headline} · 数据截至 ${fullMoment(facts.asOf === null ? madeAt : Math.min(madeAt, Date.parse(facts.asOf)))}`,
    blocks: [
      ...(demo ? [note(DEMO_WORDS)] : []),
      heading('一、预警情况'),
      text(
        `${fullMoment(Date.parse(alert.startedAt))}产生${colourWords(alert.colour)}预警：${alert.headline}${alert.partial ? '（级别按整体判断，件数和地点只是可见的部分）' : ''}。依据规则“${alert.rule}”：${condition}${counted}${rare}`,
      ),
      text(`结果：${outcomeWords(alert)}。`),
      text(`地点：${places.join('、')}。`),
      ...(areas.length === 0
        ? []
        : [
            {
              type: 'picture' as const,
              picture: mapPicture(areas, ALL_STEPS),
              caption: '预警所在的网格（深色）及相邻网格',
              alt: `预警所在的网格：${places.join('、')}`,
              legend: [],
            },
            note(reviewWords(review)),
          ]),
      heading('二、涉及事件'),
      {
        type: 'table',
        caption: `事件（${events.length} 件${more > 0 ? `，另有 ${more} 件未列` : ''}）`,
        columns: [
          { name: '事件编号', width: 24 },
          { name: '类型', width: 22 },
          { name: '地点', width: 22 },
          { name: '发生', width: 18 },
          { name: '状态', width: 14 },
        ],
        rows: events.map((event) => [
          event.caseNumber,
          event.type,
          event.place,
          momentWords(Date.parse(event.occurredAt)),
          STATE_LABELS[labels][event.state].zh,
        ]),
      },
      heading('三、处置经过'),
      {
        type: 'table',
        caption: '经过（早的在前）',
        columns: [
          { name: '时间', width: 24 },
          { name: '步骤', width: 30 },
          { name: '由谁', width: 22 },
          { name: '级别', width: 24 },
        ],
        rows: steps.map((step) => [
          momentWords(Date.parse(step.at)),
          stepWords(step.step),
          step.role === null ? '系统' : (ROLE_WORDS.get(step.role) ?? '值班人员'),
          colourWords(step.colour),
        ]),
      },
      heading('四、规则记录'),
      text(`规则“${alert.rule}”的记录：${recordWords(alert.record)}。`),
      heading('五、说明'),
      text('1. 本件是内部研判，供工作参考，不是政府预警发布，不对外引用。'),
      text('2. 不含个人信息、备注和文字描述；由谁办理只写岗位。'),
      note(`规则 ${facts.rule}；数据修订号 ${facts.revision}。`),
    ],
  }
}

const ROLE_WORDS = new Map([
  ['dispatcher', '派单员'],
  ['supervisor', '负责人'],
  ['administrator', '系统管理员'],
])
