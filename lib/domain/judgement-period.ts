import type { JudgementPeriod, JudgementSight, PeriodicKind } from './judgement'
import { JUDGEMENT_KINDS } from './judgement'
import { type Comparison, excessOf } from './judgement-claims'
import { type Block, heading, type JudgementDocument, note, text } from './judgement-document'
import type { JudgementFacts, PartFact, PeriodFacts } from './judgement-facts'
import { daysPicture, type MapArea, mapPicture, mapSteps, toneOf } from './judgement-pictures'
import { late, warnings } from './judgement-standing'
import {
  CLAIM_WORDS,
  changeWords,
  countWords,
  DEMO_WORDS,
  fractionWords,
  fullMoment,
  PERIOD_NAMES,
  partClaim,
  percentWords,
  periodWords,
  ratioWords,
  reviewWords,
  signed,
  times,
  valueWords,
} from './judgement-words'
import type { LabelSet } from './transition'

const MAX_PARTS = 8
const MAX_NAMED = 3

/** What a document of a period is put together of, beside its facts. `madeAt` is epoch milliseconds. */
export type PeriodParts = {
  kind: PeriodicKind
  period: JudgementPeriod
  scopeName: string
  letterhead: string | null
  madeAt: number
  labels: LabelSet
  /** its grids are a demonstration's */
  demo: boolean
  /** 审图号 of its map */
  review: string | null
  sees: JudgementSight
  /** what of the map is drawn: events on a square kilometre */
  areas: readonly MapArea[]
  facts: JudgementFacts & { period: PeriodFacts }
}

const join = (...parts: (string | null)[]): string => parts.filter((part) => part !== null).join('')

/** A report of a day or a week as an official document. */
export function periodDocument(parts: PeriodParts): JudgementDocument {
  const { kind, period, scopeName, letterhead, facts } = parts
  return {
    letterhead,
    title: `${scopeName}网格事件研判${JUDGEMENT_KINDS[kind].zh}`,
    subtitle: `${periodWords(period)} · 数据截至 ${asOfWords(parts)}`,
    blocks: [
      ...(parts.demo ? [note(DEMO_WORDS)] : []),
      ...overall(parts),
      ...changes(parts),
      ...warnings(parts.kind, facts.period.alerts),
      ...late(facts.period, parts.madeAt, parts.labels),
      ...method(parts, facts),
    ],
  }
}

const asOfWords = ({ facts, madeAt }: PeriodParts): string => fullMoment(facts.asOf === null ? madeAt : Math.min(madeAt, Date.parse(facts.asOf)))

/** 一、总体情况: the figures of the period and of the one before, and the days beside their usual. */
function overall({ kind, period, scopeName, facts }: PeriodParts): Block[] {
  const { figures, total, days } = facts.period
  const names = PERIOD_NAMES[kind]
  const of = (name: string) => figures.find((figure) => figure.name === name)
  const [reported, handled, rate] = [of('reported'), of('handledInPeriod'), of('handledRate')]
  const { picture, top } = daysPicture(days)
  const span = days.length === 0 ? '' : `${days[0]?.day.slice(5)} 至 ${days.at(-1)?.day.slice(5)}`
  return [
    heading('一、总体情况'),
    text(
      join(
        `${periodWords(period)}，${scopeName}发生网格事件 ${countWords(total.count)} 件`,
        reported?.before.value === null || !reported
          ? null
          : `，${names.before} ${countWords(reported.before.value)} 件，变化 ${changeWords(reported)} 件`,
        handled ? `；${names.now}办结 ${valueWords('count', handled.now)} 件` : null,
        rate ? `；${names.now}发生的事件已办结 ${valueWords('rate', rate.now)}（${fractionWords(rate.now)}）` : null,
        '。',
      ),
    ),
    text(totalWords(total, names.same)),
    ...(facts.until === null
      ? []
      : [text(`数据不全：有数据来源迟到，${fullMoment(Date.parse(facts.until))}之后的事件尚未到齐，本期件数偏少，不能据此判断下降。`)]),
    {
      type: 'table',
      caption: `主要指标（${names.now}与${names.before}）`,
      columns: [
        { name: '指标', width: 20 },
        { name: names.now, width: 14, numeric: true },
        { name: '分子/分母', width: 30, numeric: true },
        { name: names.before, width: 14, numeric: true },
        { name: '变化', width: 22, numeric: true },
      ],
      rows: figures.map((figure) => [
        figure.label,
        valueWords(figure.unit, figure.now),
        fractionWords(figure.now),
        valueWords(figure.unit, figure.before),
        changeWords(figure),
      ]),
    },
    {
      type: 'picture',
      picture,
      caption: `每日发生件数（${span}，每格一日，纵轴 0 至 ${countWords(top)} 件，中线 ${countWords(top / 2)} 件）`,
      alt: `近 ${days.length} 日每日发生：${days.map(({ day, count }) => `${day.slice(5)} ${count} 件`).join('，')}`,
      legend: [
        { tone: 'bar', text: '在往常范围内' },
        { tone: 'strong', text: '在往常范围外' },
        { tone: 'band', text: '往常范围（此前 12 周同一星期几的 P10—P90）' },
      ],
    },
  ]
}

function totalWords({ count, usual, band, ratio, claim, weeks }: Comparison, same: (weeks: number) => string): string {
  if (usual === null || band === null) return `可比的历史只有 ${weeks} 周，不足 4 周，不与往常比较。`
  const by = usual === 0 ? '' : `（${count >= usual ? '+' : '−'}${percentWords(Math.abs(count - usual) / usual)}）`
  const interval =
    ratio === null || ratio.high === null ? '' : `，为往常的 ${times(ratio.value)} 倍（95% 区间 ${times(ratio.low)}—${times(ratio.high)}）`
  return `与往常（${same(weeks)}）比较：平均 ${countWords(usual)} 件，P10—P90 为 ${countWords(band.low)}—${countWords(band.high)} 件；本期较平均 ${signed(count - usual)} 件${by}${interval}，判断：${CLAIM_WORDS[claim]}。`
}

/** 二、变化分析: which types and places differ most from their usual, and what of that the data support. */
function changes({ kind, facts, areas, sees, review }: PeriodParts): Block[] {
  const { types, sensitive, places, total, creeping } = facts.period
  const names = PERIOD_NAMES[kind]
  const steps = mapSteps(areas.flatMap(({ value }) => (value === null ? [] : [value])))
  return [
    heading('二、变化分析'),
    text(whyWords(total, types ?? [], places)),
    ...(creeping === null ? [] : [text(creepingWords(creeping))]),
    ...(types === null
      ? [note('本期早于按类型保存的一百天，不作类型比较。')]
      : [partTable(`类型（与往常差别最大的 ${Math.min(MAX_PARTS, types.length)} 类）`, '类型', types)]),
    ...(sensitive.length > 0 ? [partTable('敏感类型（只按街道计数）', '街道', sensitive)] : []),
    partTable(`网格（与往常差别最大的 ${Math.min(MAX_PARTS, places.length)} 个）`, '网格', places),
    note(
      `往常为${names.same(total.weeks)}同期的平均。占比倍数剔除了总量的变化（节假日总量减半时，各项并不因此偏低），括号内为 95% 区间。只有超出往常 P10—P90、且偶然出现的机会不到千分之一（双侧精确检验）的，才写“偏高”或“偏低”；区间不含 1 而不到这一步的写“待观察”：一次比较约九十行，偶然也会有四五行如此。件数与往常都少于 5 的标“样本少”。`,
    ),
    ...(areas.length < 2
      ? []
      : [
          {
            type: 'picture' as const,
            picture: mapPicture(areas, steps),
            caption: `各网格发生密度（${names.now}，件/平方公里；粗边为占比高于往常的网格）`,
            alt: `各网格每平方公里发生件数：${places
              .slice(0, MAX_PARTS)
              .map(({ name, count }) => `${name} ${count} 件`)
              .join('，')}`,
            legend: legendOf(steps),
          },
          note(`${sees === 'plain' ? '图中街道以下各网格不含敏感类型。' : ''}${reviewWords(review)}`),
        ]),
  ]
}

function legendOf(steps: readonly number[]): Extract<Block, { type: 'picture' }>['legend'] {
  const bounds = [0, ...steps]
  return bounds.map((from, i) => {
    const to = bounds[i + 1]
    return { tone: toneOf(from, steps), text: to === undefined ? `${countWords(from)} 以上` : `${countWords(from)}—${countWords(to)}` }
  })
}

/** What rose, by how much, and which parts of it the data tell apart from chance. */
function whyWords(total: Comparison, types: readonly PartFact[], places: readonly PartFact[]): string {
  const named = (parts: readonly PartFact[], claim: 'above' | 'below') => {
    const found = parts.filter((part) => part.claim === claim)
    const words = found
      .slice(0, MAX_NAMED)
      .map((part) => `${part.name} ${countWords(part.count)} 件（往常 ${countWords(part.usual ?? 0)} 件，${signed(excessOf(part))} 件）`)
    return found.length === 0 ? null : `${words.join('、')}${found.length > MAX_NAMED ? ` 等 ${found.length} 项` : ''}`
  }
  if (total.claim === 'unknown') return '可比的历史不足，不作上升或下降的判断；以下只列件数。'
  const [typesUp, placesUp, typesDown, placesDown] = [named(types, 'above'), named(places, 'above'), named(types, 'below'), named(places, 'below')]
  const said = [
    typesUp && `占比高于往常的类型：${typesUp}。`,
    placesUp && `占比高于往常的网格：${placesUp}。`,
    typesDown && `占比低于往常的类型：${typesDown}。`,
    placesDown && `占比低于往常的网格：${placesDown}。`,
  ].filter((words) => words !== null)
  const whole =
    total.claim === 'above'
      ? `总量比往常多 ${countWords(excessOf(total))} 件，高于往常。`
      : total.claim === 'below'
        ? `总量比往常少 ${countWords(-excessOf(total))} 件，低于往常。`
        : '总量属正常波动。'
  return said.length === 0
    ? `${whole}没有哪一类型或网格与往常有数据上站得住的差别；下表的差别可能出于偶然。`
    : `${whole}${said.join('')}数据只说明在哪里、哪一类多或少，不说明原因。`
}

/** 缓升: what rises so slowly that no night and no week shows it. */
function creepingWords(creeping: NonNullable<PeriodFacts['creeping']>): string {
  if (creeping.length === 0) return '缓升：以二十八日为一段与去年同季的占比相比，没有哪一类型持续偏多。'
  const words = creeping
    .slice(0, MAX_NAMED)
    .map(
      ({ name, count, expected, since }) =>
        `${name}近二十八日 ${countWords(count)} 件，按去年同季的占比应有 ${countWords(expected)} 件，${since} 起持续偏多`,
    )
  const more = creeping.length > MAX_NAMED ? ` 等 ${creeping.length} 类` : ''
  return `缓升：${words.join('；')}${more}。缓升只作提示，不发预警；分类口径或受理渠道变了，也会如此。`
}

function partTable(caption: string, name: string, parts: readonly PartFact[]): Block {
  return {
    type: 'table',
    caption,
    columns: [
      { name, width: 28 },
      { name: '本期', width: 10, numeric: true },
      { name: '往常', width: 10, numeric: true },
      { name: '差', width: 10, numeric: true },
      { name: '占比倍数（95% 区间）', width: 29, numeric: true },
      { name: '判断', width: 13 },
    ],
    rows: parts
      .slice(0, MAX_PARTS)
      .map((part) => [
        part.name,
        countWords(part.count),
        part.usual === null ? '—' : countWords(part.usual),
        part.usual === null ? '—' : signed(excessOf(part)),
        ratioWords(part),
        partClaim(part),
      ]),
  }
}

/** 五、说明: what this is, and how its figures are made. */
function method({ sees }: PeriodParts, facts: JudgementFacts): Block[] {
  return [
    heading('五、说明'),
    text('1. 本件是内部研判，供工作参考，不是政府预警发布，不对外引用。'),
    text(
      '2. “发生”按事件发生时间计入；处置、结案等指标按本期所触及的自然日计；分子、分母与平台“指标”页相同，分母为空的写“—”。两期都按截至时的数据计算：上期的数可能与当时所报的不同，上期的事件也多了一期的办理时间，办结率、回访率等不宜直接比较。',
    ),
    text('3. “往常”不区分节假日与调休；遇节假日的比较应人工判断。少见类型的聚集靠规则，不靠统计。'),
    text(
      sees === 'plain'
        ? '4. 敏感类型只按街道计数，不列单件；不含个人信息和文字描述。'
        : '4. 含敏感类型的单件，只供有权查看的人员；不含个人信息和文字描述。',
    ),
    note(`规则 ${facts.rule}；数据修订号 ${facts.revision}。`),
  ]
}
