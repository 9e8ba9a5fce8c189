import * as z from 'zod/mini'
import type { Scope, Viewer } from './access'
import { GridCode, isWithin } from './grid'
import { HeatWindow } from './heat'
import { ROLES } from './roles'
import { LookBack, ScreenReplay } from './screen-replay'

/** Scenes of a tour (轮播): what the wall shows of its area while nobody steers it. Of streets and hot spots there is a stop for each place. */
export const SceneKind = z.enum(['county', 'streets', 'hotspots', 'overdue', 'cards', 'people'])
export type SceneKind = z.infer<typeof SceneKind>

/** How long a stop may stand, seconds. */
export const DWELL = { least: 5, most: 600 } as const

/** A scene of a tour: each of its stops stands for so many seconds. */
export const TourScene = z.object({
  kind: SceneKind,
  seconds: z.int().check(z.minimum(DWELL.least), z.maximum(DWELL.most)),
  measure: z.enum(['heat', 'choropleth']),
  window: HeatWindow,
})
export type TourScene = z.infer<typeof TourScene>

/** Panels (面板) that may stand at the sides of a wall's map. */
export const ScreenPanel = z.enum([
  'classes',
  'streets',
  'communities',
  'ages',
  'urgent',
  'feed',
  'week',
  'days',
  'sources',
  'people',
  'alerts',
  'funnel',
  'visits',
  'orders',
  'organisation',
])
export type ScreenPanel = z.infer<typeof ScreenPanel>

const MAX_SCENES = 24
/**
 * What a wall is to show by itself, as it is kept for its link; `on`: it tours. `panels`: those beside its map in their order, null: as shipped. Each stands once, and
 * that of the alerts on every wall.
 */
export const ScreenProgram = z.object({
  on: z.boolean(),
  scenes: z.array(TourScene).check(z.minLength(1), z.maxLength(MAX_SCENES)),
  panels: z._default(
    z.nullable(
      z.array(ScreenPanel).check(
        z.maxLength(ScreenPanel.options.length),
        z.refine((ids) => new Set(ids).size === ids.length, { error: 'each panel stands once' }),
        z.refine((ids) => ids.includes('alerts'), { error: 'the panel of the alerts stands on every wall' }),
      ),
    ),
    null,
  ),
})
export type ScreenProgram = z.infer<typeof ScreenProgram>
/** A program as it is to be. `seen`: as whoever changes it has seen it. */
export const ScreenProgramIn = z.extend(ScreenProgram, { seen: z.optional(ScreenProgram) })
export type ScreenProgramIn = z.infer<typeof ScreenProgramIn>

const shipped = (kind: SceneKind, seconds: number, window: HeatWindow = '24h'): TourScene => ({ kind, seconds, measure: 'heat', window })
/** As shipped: what is everywhere, then where, then what is late, who is called to account for it, and the people; it does not tour until somebody wants it. */
export const SHIPPED_PROGRAM: ScreenProgram = {
  on: false,
  panels: null,
  scenes: [
    shipped('county', 30),
    shipped('streets', 15),
    shipped('hotspots', 15),
    shipped('overdue', 20),
    shipped('cards', 20),
    { ...shipped('people', 20), measure: 'choropleth', window: '30d' },
  ],
}

/** How the map of a wall is looked at. `level` null: by zoom; `classes`: those that are shown, none: all. */
export const ScreenView = z.object({
  measure: z.enum(['heat', 'choropleth']),
  window: HeatWindow,
  level: z.nullable(z.int().check(z.minimum(1), z.maximum(4))),
  classes: z.array(z.string().check(z.maxLength(20))).check(z.maxLength(20)),
})
export type ScreenView = z.infer<typeof ScreenView>

/** A stop of a tour: a scene, and of one with places which of them. `grid` null: all of the wall's area. */
export const Stop = z.object({
  scene: z.int(),
  kind: SceneKind,
  part: z.int(),
  places: z.array(z.string()),
  grid: z.nullable(z.string()),
})
export type Stop = z.infer<typeof Stop>

/** An alert that interrupts the tour: where, since when, until when at the latest, and at which step of its ladder. */
export const ScreenCall = z.object({ alert: z.string(), grids: z.array(z.string()), step: z.int(), from: z.number(), until: z.number() })
export type ScreenCall = z.infer<typeof ScreenCall>

/**
 * What a wall shows while it tours, is steered, or calls somebody; the same for all its browsers. Times are epoch milliseconds of the server.
 * `startsAt`: from when on, a little ahead of when it is told; `endsAt`: when the tour goes on by itself, null: not while it is held or called.
 * `fly`: the grid that it was sent to. `heldUntil`: steered by hand, which lapses then.
 */
export const Showing = z.object({
  startsAt: z.number(),
  endsAt: z.nullable(z.number()),
  stop: Stop,
  view: ScreenView,
  fly: z.nullable(z.string()),
  heldUntil: z.nullable(z.number()),
  call: z.nullable(ScreenCall),
})
export type Showing = z.infer<typeof Showing>

/** How a screen stands. `showing` null: as its address says, for it neither tours nor is steered. `mutedUntil`: no sound but of a red alert. `hand`: who steered it last. */
const Hand = z.nullable(z.object({ name: z.string(), at: z.number() }))
const standing = {
  showing: z.nullable(Showing),
  mutedUntil: z.nullable(z.number()),
  /** a hand has it tour though its program does not */
  touring: z.boolean(),
  /** it shows the past in place of now; the tour stands still meanwhile */
  replay: z._default(z.nullable(ScreenReplay), null),
}
export const ScreenState = z.object({
  ...standing,
  hand: Hand,
  /** the calls that were made, by alert: the step of its ladder */
  called: z.record(z.string(), z.int()),
})
export type ScreenState = z.infer<typeof ScreenState>
/** A screen that nobody has steered and that has never toured. */
export const IDLE: ScreenState = { showing: null, mutedUntil: null, hand: null, touring: false, replay: null, called: {} }

/** The longest that a wall stays mute, minutes. */
export const MAX_MUTE_MINUTES = 30

const lookBack = z.object({ do: z.literal('replay'), ...LookBack.shape })
const live = z.object({ do: z.literal('live') })
/** What is done to the past of a wall (回放), also at its own keyboard: `replay` looks back, or changes how; `live` returns to now (返回实时). */
export const SteerPast = z.discriminatedUnion('do', [lookBack, live])
export type SteerPast = z.infer<typeof SteerPast>

/** What a remote (遥控) may have a wall do. */
export const Steer = z.discriminatedUnion('do', [
  lookBack,
  live,
  /** 停在这里, 继续轮播, 恢复原样 */
  z.object({ do: z.enum(['hold', 'go', 'rest']) }),
  z.object({ do: z.enum(['next', 'previous']) }),
  z.object({
    do: z.literal('view'),
    measure: z.optional(ScreenView.shape.measure),
    window: z.optional(HeatWindow),
    level: z.optional(ScreenView.shape.level),
    classes: z.optional(ScreenView.shape.classes),
  }),
  /** null: all of it */
  z.object({ do: z.literal('fly'), grid: z.nullable(GridCode) }),
  /** 0: it may be heard again */
  z.object({ do: z.literal('mute'), minutes: z.int().check(z.minimum(0), z.maximum(MAX_MUTE_MINUTES)) }),
])
export type Steer = z.infer<typeof Steer>

/** server → the browsers of a screen: how it stands, without the name of any hand, by which revision of it, the tour, and the server's clock. `code`: what a remote has to type, and when it ends. */
export const ScreenTold = z.object({
  revision: z.int(),
  at: z.number(),
  ...standing,
  /** does it tour by itself; of how many stops, and which of them stands */
  tour: z.object({ on: z.boolean(), stops: z.int(), at: z.int() }),
  /** beside its map; a browser that stands otherwise loads itself again */
  panels: z.nullable(z.array(ScreenPanel)),
  code: z.object({ digits: z.string(), endsAt: z.number() }),
})
export type ScreenTold = z.infer<typeof ScreenTold>

/** Does an area lie wholly within what the viewer looks at? */
const covers = ({ scope }: Viewer, screen: Scope): boolean =>
  scope.kind === 'grids' && screen.kind === 'grids' && screen.prefixes.every((inner) => scope.prefixes.some((outer) => isWithin(inner, outer)))

/** Those who act on what the wall shows: dispatchers and supervisors, duty officers among them. */
const ACTING: ReadonlySet<Viewer['role']> = new Set(['dispatcher', 'supervisor'])

/** May this viewer steer a screen of this area, once they have typed its code? Steering never shows a wall more than is its own. */
export const maySteer = (viewer: Viewer, screen: Scope): boolean => ACTING.has(viewer.role) && covers(viewer, screen)

/** May this viewer say what a screen of this area is to show by itself? */
export const mayProgram = (viewer: Viewer, screen: Scope): boolean =>
  (viewer.role === 'supervisor' || ROLES[viewer.role].administers) && covers(viewer, screen)

/** A screen as those see it who may say what it shows. */
export const Screen = z.object({ id: z.string(), name: z.string(), program: ScreenProgram })
export type Screen = z.infer<typeof Screen>
export const Screens = z.object({ screens: z.array(Screen) })
export type Screens = z.infer<typeof Screens>

/** How long a remote stays connected. */
export const REMOTE_MS = 30 * 60_000
/** Six digits, as they stand on the wall. */
export const ScreenCodeIn = z.object({ code: z.string().check(z.regex(/^\d{6}$/)) })
/** What a remote is told: the screen, how it stands, and until when it may be steered; `places`: where it may be sent, the hot spots first. */
export const Remote = z.object({
  id: z.string(),
  name: z.string(),
  until: z.number(),
  ...standing,
  hand: Hand,
  tour: ScreenTold.shape.tour,
  at: z.number(),
  hotspots: z.array(z.string()),
  /** red alerts that nobody has acknowledged, the gravest first: where they are, and what */
  alerts: z.array(z.object({ id: z.string(), grid: z.string(), headline: z.string() })),
})
export type Remote = z.infer<typeof Remote>
