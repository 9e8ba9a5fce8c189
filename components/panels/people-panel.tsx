import type { WallPanel } from '@/components/wall/scene'
import { inLanguage } from '@/lib/client/language'
import { Panel } from '../ui/panel'

const words = {
  zh: {
    title: '报道数据',
    note: '两平台合计，非网格人口',
    rows: [
      ['网格员', '6,345', '人'],
      ['绑定户数', '24', '万户'],
      ['三级干部', '2,837', '人'],
      ['党员', '19,147', '人'],
      ['群众', '28', '万户'],
      ['社区工作者', '132', '人'],
    ],
  },
  en: {
    title: 'As reported',
    note: 'of two platforms, not grids',
    rows: [
      ['Grid members', '6,345', ''],
      ['Bound homes', '240', 'k'],
      ['Officials', '2,837', ''],
      ['Party members', '19,147', ''],
      ['Residents', '280', 'k homes'],
      ['Local staff', '132', ''],
    ],
  },
}
const texts = inLanguage(words.zh, words.en)

/** Figures that were reported about the county, from two platforms of their own. They are no figures of this board and stand apart. */
export function PeoplePanel({ className = '' }: { className?: string }) {
  return (
    <Panel title={texts.title} note={texts.note} testId="people" className={className}>
      <dl className="grid flex-1 grid-cols-[repeat(3,auto)] content-around justify-between gap-x-16 gap-y-12">
        {texts.rows.map(([label, value, unit]) => (
          <div key={label}>
            <dt className="text-1 whitespace-nowrap text-ink-3">{label}</dt>
            <dd className="flex items-baseline gap-4 whitespace-nowrap">
              <span className="text-3 font-semibold text-ink-1">{value}</span>
              <span className="text-1 text-ink-2">{unit}</span>
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}

export const people: WallPanel = { id: 'people', words, isThere: (_, config) => config.demo, Panel: PeoplePanel }
