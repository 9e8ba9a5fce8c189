import { expect, it } from 'vitest'
import { names, namesIn } from './docs'

it('reads paths, links, scripts and benchmarks out of a document', () => {
  const named = namesIn(
    'See `lib/env.ts`, `docs/decisions/*.md`, `GET /api/health`, `.data`, [more](docs/operations.md#backup), ![wall](docs/screens/wall.png), [out](https://x.y/z).\n```\nnpm run bench -- ingest\n`not/read`\n```\nThen `npm run validate`.',
  )
  expect(named).toEqual({
    paths: ['lib/env.ts', 'docs/decisions/*.md'],
    links: ['docs/operations.md', 'docs/screens/wall.png'],
    scripts: ['bench', 'validate'],
    benches: ['ingest'],
  })
})

it('knows files, folders and patterns', () => {
  const files = ['lib/env.ts', 'lib/db/pool.ts', 'app/api/events/route.ts']
  for (const there of ['lib/env.ts', 'lib/db', 'lib/db/', 'lib/*.ts', 'app/**/route.ts', 'lib/{env,nothing}.ts'])
    expect(names(there, files), there).toBe(true)
  for (const not of ['lib/env', 'lib/d', 'lib/*.tsx', 'lib/db/*/pool.ts', 'app/*/route.ts']) expect(names(not, files), not).toBe(false)
})
