import { Colour } from './colour'
import type { PeriodicKind } from './judgement'
import { type Block, heading, text } from './judgement-document'
import type { PeriodFacts } from './judgement-facts'
import { colourWords, countWords, fullMoment, momentWords, outcomeWords, PERIOD_NAMES, recordWords } from './judgement-words'
import { STATE_LABELS } from './lifecycle-labels'
import type { LabelSet } from './transition'

/** 三、风险预警: those of the period with their outcome, and those that live, with the record of their rule. */
export function warnings(kind: PeriodicKind, { raised, open, more, rows, hidden, late }: PeriodFacts['alerts']): Block[] {
  const sum = Colour.options.reduce((n, colour) => n + raised[colour], 0)
  const byColour = Colour.options.flatMap((colour) => (raised[colour] > 0 ? [`${colourWords(colour)} ${raised[colour]} 条`] : []))
  return [
    heading('三、风险预警（内部研判）'),
    text(
      [
        `${PERIOD_NAMES[kind].now}产生预警 ${sum} 条`,
        byColour.length > 0 && `：${byColour.join('，')}`,
        `；现有未解除 ${open} 条。`,
        more && '预警较多，只统计了最近的 500 条。',
        late !== null &&
          late.events > 0 &&
          `补报 ${countWords(late.events)} 件，引出 ${countWords(late.alerts)} 条（来得太晚，只计数，不逐条通知）。`,
        hidden.length > 0 && `另有敏感类预警（只按街道计数）：${hidden.map(({ place, count }) => `${place} ${count}`).join('，')}。`,
      ]
        .filter((part) => part !== false)
        .join(''),
    ),
    ...(rows.length === 0
      ? []
      : [
          {
            type: 'table' as const,
            caption: `预警及结果（${rows.length} 条，新的在前）`,
            columns: [
              { name: '级别', width: 13 },
              { name: '内容', width: 29 },
              { name: '起始', width: 14 },
              { name: '结果', width: 24 },
              { name: '规则与记录', width: 20 },
            ],
            rows: rows.map((alert) => [
              colourWords(alert.colour),
              `${alert.headline}${alert.partial ? '（整体判断）' : ''}`,
              momentWords(Date.parse(alert.startedAt)),
              outcomeWords(alert),
              `${alert.rule}：${recordWords(alert.record)}`,
            ]),
          },
        ]),
  ]
}

/** 四、超期与督办: as things stand when the report is made (epoch milliseconds), whatever its period. */
export function late({ overdue, cards }: Pick<PeriodFacts, 'overdue' | 'cards'>, madeAt: number, labels: LabelSet): Block[] {
  const sum = overdue.ages.reduce((n, { open }) => n + open, 0)
  const ages = overdue.ages.filter(({ open }) => open > 0).map(({ fromDays, toDays, open }) => `${ageWords(fromDays, toDays)} ${countWords(open)} 件`)
  return [
    heading('四、超期与督办'),
    text(
      `截至 ${fullMoment(madeAt)}，未办结且超过时限的事件 ${countWords(sum)} 件${ages.length > 0 ? `：${ages.join('，')}` : ''}；${overdue.near === null ? '' : `临期 ${countWords(overdue.near)} 件；`}未解除的督办 ${countWords(cards.count)} 件。`,
    ),
    ...(overdue.rows.length === 0
      ? []
      : [
          {
            type: 'table' as const,
            caption: `超期最久的事件（${overdue.rows.length} 件）`,
            columns: [
              { name: '事件编号', width: 24 },
              { name: '类型', width: 24 },
              { name: '地点', width: 22 },
              { name: '状态', width: 12 },
              { name: '时限', width: 18 },
            ],
            rows: overdue.rows.map((event) => [
              event.caseNumber,
              event.type,
              event.place,
              STATE_LABELS[labels][event.state].zh,
              event.deadline === null ? '—' : momentWords(Date.parse(event.deadline)),
            ]),
          },
        ]),
    ...(cards.rows.length === 0
      ? []
      : [
          {
            type: 'table' as const,
            caption: `督办（${cards.rows.length} 件，先到期的在前）`,
            columns: [
              { name: '督办', width: 10 },
              { name: '事件编号', width: 24 },
              { name: '类型', width: 22 },
              { name: '地点', width: 20 },
              { name: '回复', width: 24 },
            ],
            rows: cards.rows.map((card) => [
              card.card === 'red' ? '红牌' : '黄牌',
              card.caseNumber,
              card.type,
              card.place,
              card.repliedAt !== null
                ? `${momentWords(Date.parse(card.repliedAt))} 已回复`
                : `${Date.parse(card.replyBy) < madeAt ? '已逾期' : '待回复'}，限 ${momentWords(Date.parse(card.replyBy))}`,
            ]),
          },
        ]),
  ]
}

const ageWords = (from: number, to: number | null): string => (to === null ? `${from} 天以上` : to === 1 ? '当天' : `${from}—${to - 1} 天`)
