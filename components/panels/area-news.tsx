'use client'
import { QuietNews } from '@/components/ui/quiet-news'
import { formatCount } from '@/lib/client/format'
import { mapTexts } from '@/lib/client/messages/map'
import { useStore } from '@/lib/client/use-store'
import type { World } from '@/lib/client/world'

/** How all that is looked at stands, for whoever listens. */
export default function AreaNews({ world }: { world: World }) {
  const figures = useStore(world.live, (s) => s.figures)
  const { total, today } = figures ?? {}
  return (
    <QuietNews text={total && today ? mapTexts.tells(formatCount(today.reported), formatCount(total.open), formatCount(total.overdue ?? 0)) : null} />
  )
}
