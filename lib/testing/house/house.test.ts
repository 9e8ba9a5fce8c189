import { describe, expect, it } from 'vitest'
import { cycles, forbiddenImports } from './boundaries'
import { ownLines } from './css'
import { brokenHabits } from './habits'
import { parseModule } from './modules'

const check = (file: string, text: string) => forbiddenImports([parseModule(file, text)])

describe('rooms', () => {
  it('refuses an arrow against the table, however it is written', () => {
    for (const text of [
      "import { pool } from '@/lib/db/engine/pool'",
      "import type { Pool } from '../db/pool'",
      "export { pool } from '../db/pool'",
      "const m = await import('@/lib/db/engine/pool')",
    ]) {
      expect(check('lib/domain/grid.ts', text), text).toEqual([expect.stringContaining('lib/domain may not import lib/db')])
    }
    expect(check('app/api/events/route.ts', "import { Map } from '@/components/map/map-view'")).toHaveLength(1)
    expect(check('lib/db/events/events.ts', "import { x } from '@/lib/testing/database'")).toHaveLength(1)
  })
  it('lets through what the table allows, and tests', () => {
    expect(check('app/wall/page.tsx', "import { Wall } from '@/components/wall/wall'\nimport { pool } from '@/lib/db/engine/pool'")).toEqual([])
    expect(check('lib/domain/grid.test.ts', "import { pool } from '@/lib/db/engine/pool'")).toEqual([])
  })
  it('keeps packages in their rooms', () => {
    expect(check('app/wall/page.tsx', "import pg from 'pg'")).toEqual([expect.stringContaining('pg belongs to lib/db')])
    expect(check('components/panels/feed.tsx', "import { Deck } from '@deck.gl/core'")).toHaveLength(1)
    expect(check('components/map/layers.ts', "import { Deck } from '@deck.gl/core'")).toEqual([])
    expect(check('lib/domain/grid.ts', "import fs from 'node:fs'")).toHaveLength(1)
  })
})

it('finds circles of imports through any number of files', () => {
  const files = { a: "import './b'", b: "import type { C } from './c'", c: "import '@/lib/domain/a'", d: "import './a'" }
  const modules = Object.entries(files).map(([name, text]) => parseModule(`lib/domain/${name}.ts`, text))
  const linked = modules.map((m) => ({ ...m, imports: m.imports.map((i) => ({ ...i, file: `${i.file}.ts` })) }))
  expect(cycles(linked)).toEqual(['a circle of imports: lib/domain/a.ts, lib/domain/b.ts, lib/domain/c.ts'])
  expect(cycles(linked.slice(1))).toEqual([])
})

describe('habits', () => {
  const habits = (file: string, text: string) => brokenHabits(parseModule(file, text)).map((h) => h.replace(/^\S+ /, ''))
  it('sees casts outside lib/db', () => {
    expect(habits('lib/live/board.ts', 'const a = b as number; const c = <string>d; const e = f!')).toHaveLength(3)
    expect(habits('lib/live/board.ts', "const a = ['x'] as const")).toEqual([])
    expect(habits('lib/db/rows.ts', 'const a = b as number')).toEqual([])
  })
  it('sees words of our own for what the field has words for', () => {
    const text = 'const MOST_DAYS = 1; const LEAST = 2; const LANE_MOST = 3; function a() { const LOOK_MS = 4 }'
    expect(habits('lib/live/board.ts', text)).toHaveLength(4)
    expect(habits('lib/live/board.ts', 'const MAX_DAYS = 1; const MIN = 2; const POLL_MS = 3; const ALMOST = 4')).toEqual([])
  })
  it('sees the environment, and the clock where time is an argument', () => {
    expect(habits('lib/server/main.ts', 'const p = process.env.PORT')).toHaveLength(1)
    expect(habits('lib/domain/clock.ts', 'const n = Date.now(); const d = new Date(); const r = Math.random()')).toHaveLength(3)
    expect(habits('lib/domain/clock.ts', 'const d = new Date(0)')).toEqual([])
  })
})

it('counts the CSS that is our own, and not what Tailwind is told', () => {
  const told = '@import "tailwindcss";\n@theme inline {\n  --a: 1px;\n}\n/* two\n lines */\n\n'
  expect(ownLines(told)).toBe(0)
  expect(ownLines(`${told}a {\n  color: red;\n}\n@keyframes b {\n  to {\n    opacity: 0;\n  }\n}\n`)).toBe(8)
})
