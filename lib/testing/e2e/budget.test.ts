import { readFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startServer, type TestServer } from '../server'
import { openBrowser, openWall } from './wall'

/** Kilobytes (1,000 bytes) of JavaScript, gzipped: before the map's own, and workers included once map and panels are painted. */
const BUDGET = { first: 200, painted: 900 }

let server: TestServer
let browser: Browser
beforeAll(async () => {
  server = await startServer({ county: 'none', env: { GRIDSIGHT_DEMO: 'county', GRIDSIGHT_DEMO_HISTORY: '500', GRIDSIGHT_DEMO_RATE: '0' } })
  browser = await openBrowser()
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** Gzipped size of built files by their addresses, the largest first. */
function weigh(addresses: Iterable<string>): { kb: number; files: string } {
  const files = [...new Set(addresses)].map((address) => {
    const { pathname } = new URL(address, server.url)
    const file = pathname.startsWith('/_next/')
      ? path.join('.next', decodeURIComponent(pathname.slice('/_next/'.length)))
      : path.join('public', pathname)
    return { pathname, kb: gzipSync(readFileSync(file)).length / 1_000 }
  })
  files.sort((a, b) => b.kb - a.kb)
  return { kb: files.reduce((sum, { kb }) => sum + kb, 0), files: files.map(({ pathname, kb }) => `${kb.toFixed(1)} kB ${pathname}`).join('\n') }
}

it('the wall asks for no more JavaScript than its budget, first and until all is painted', async () => {
  const asked: string[] = []
  const wall = await openWall(browser, server.url, {
    key: server.tokens.wall,
    prepare: async (context) => {
      context.on('request', (request) => {
        if (/\.m?js$/.test(new URL(request.url()).pathname)) asked.push(request.url())
      })
    },
  })
  const html = await (await server.fetch('/wall', null, { headers: { cookie: `gridsight_session=${server.tokens.wall}` } })).text()
  // what is only for browsers without modules, no browser that can draw the wall asks for
  const tags = [...html.matchAll(/<script[^>]+src="([^"]+)"[^>]*>/g)].filter(([tag]) => !/nomodule/i.test(tag))
  const first = weigh(tags.map((m) => m[1] ?? ''))
  const painted = weigh(asked)
  console.log(
    `the wall: ${first.kb.toFixed(0)} kB of JavaScript first, ${painted.kb.toFixed(0)} kB until all is painted\n${painted.files}\nfirst:\n${first.files}`,
  )
  expect(html).toContain('/_next/')
  expect(painted.files).toContain('worker') // the map's own is among them, or something was not seen
  expect(first.kb, first.files).toBeLessThanOrEqual(BUDGET.first)
  expect(painted.kb, painted.files).toBeLessThanOrEqual(BUDGET.painted)
  await wall.close()
})
