import type { WallPanel } from '@/components/wall/scene'
import { wallTexts } from '@/lib/client/messages/wall'
import { Panel } from '../ui/panel'

/** Figures that were reported about the county, from two platforms of their own. They are no figures of this board and stand apart. */
export function PeoplePanel({ className = '' }: { className?: string }) {
  return (
    <Panel title={wallTexts.people.title} note={wallTexts.people.note} testId="people" className={className}>
      <dl className="grid flex-1 grid-cols-[repeat(3,auto)] content-around justify-between gap-x-16 gap-y-12">
        {wallTexts.people.rows.map(([label, value, unit]) => (
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

export const people: WallPanel = { id: 'people', isThere: (_, config) => config.demo, Panel: PeoplePanel }
