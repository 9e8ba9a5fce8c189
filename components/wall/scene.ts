'use client'
import { createContext, type ReactNode, useContext } from 'react'
import type { LiveState } from '@/lib/client/board'
import type { WallConfig } from '@/lib/client/config'
import type { World } from '@/lib/client/world'
import type { PanelId } from './layouts'

/** What a panel of the wall reads from: the stores of the world, by selectors, and the screen. */
export type Scene = {
  world: World
  config: WallConfig
  /** CSS pixels of a unit */
  unit: number
  /** chooses a grid by hand, null: none; Back leads to the one before */
  select(code: string | null): void
  /** all is painted, so the page can take what is heavy */
  painted: boolean
}

export const SceneContext = createContext<Scene | null>(null)
/** The server's clock, once a second; apart, so that only those who show time are drawn anew by it. Null until mounted. */
export const ClockContext = createContext<number | null>(null)

/** The scene around a panel. Throws outside a wall. */
export function useScene(): Scene {
  const scene = useContext(SceneContext)
  if (!scene) throw new Error('a panel of the wall stands outside a wall')
  return scene
}

/** The server's clock; 0 until mounted. */
export const useClock = (): number => useContext(ClockContext) ?? 0

/**
 * A panel of the wall: a file in components/panels with its words, a line in panels.ts, and its id in the layouts that have it. It asks the
 * scene for what it shows, so that the wall knows none by name.
 */
export type WallPanel = {
  id: PanelId
  /** what it says, group for group in both languages; absent: that is loaded with what it shows */
  words?: { zh: object; en: object }
  /** does the board have anything for it? Its place goes to the others where it has not; absent: always. */
  isThere?(live: LiveState, config: WallConfig): boolean
  Panel(props: { className: string }): ReactNode
}
