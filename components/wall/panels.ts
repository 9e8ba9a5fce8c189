import { ages } from '@/components/panels/age-panel'
import { alerts } from '@/components/panels/alerts-panel'
import { classes } from '@/components/panels/class-panel'
import { communities } from '@/components/panels/community-panel'
import { days } from '@/components/panels/days-panel'
import { feed } from '@/components/panels/feed-panel'
import { funnel } from '@/components/panels/funnel-panel'
import { people } from '@/components/panels/people-panel'
import { orders, organisation, visits } from '@/components/panels/service-panels'
import { sources } from '@/components/panels/source-panel'
import { streets } from '@/components/panels/street-panel'
import { urgent } from '@/components/panels/urgent-panel'
import { week } from '@/components/panels/week-panel'
import type { WallPanel } from './scene'

/** The panels that a wall can show; layouts.ts says where. */
export const PANELS: readonly WallPanel[] = [
  ages,
  alerts,
  classes,
  communities,
  days,
  feed,
  funnel,
  orders,
  organisation,
  people,
  sources,
  streets,
  urgent,
  visits,
  week,
]
