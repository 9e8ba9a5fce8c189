/** @module-tag pages */
import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Browser } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startServer, type TestServer } from '../server'
import { openBrowser, openWall, refuseWebGl } from './wall'

let server: TestServer
let browser: Browser
beforeAll(async () => {
  server = await startServer()
  browser = await openBrowser({ fonts: 'system' })
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

describe('a browser that cannot', () => {
  it('is told that it has no WebGL 2, and why; the figures go on', async () => {
    const wall = await openWall(browser, server.url, {
      key: server.tokens.wall,
      until: '[data-testid=map-failed]',
      prepare: refuseWebGl,
    })
    try {
      const told = await wall.page.getByTestId('map-failed').innerText()
      expect(told).toContain('地图无法显示')
      expect(told).toContain('WebGL 2')
      await wall.seesTruth('实时')
      expect(await wall.complaints()).toEqual([])
    } finally {
      await wall.close()
    }
  })

  it('is told that it is too old, with its version and the one it needs', async () => {
    const wall = await openWall(browser, server.url, {
      key: server.tokens.wall,
      until: '[data-browser-check=old]',
      prepare: (context) =>
        context.addInitScript(() => {
          const supports = CSS.supports.bind(CSS)
          CSS.supports = (...question: string[]) => !question.join().includes('color-mix') && Reflect.apply(supports, CSS, question)
          Object.defineProperty(navigator, 'userAgent', {
            get: () => 'Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 Chrome/98.0.4758.102 Safari/537.36',
          })
        }),
    })
    try {
      const notice = wall.page.locator('[data-browser-check=old]')
      expect(await notice.innerText()).toMatch(/版本过旧[\s\S]*Chrome 98[\s\S]*111/)
      const box = await notice.boundingBox()
      expect(box).toMatchObject({ x: 0, y: 0, width: 1280, height: 720 })
      expect(await wall.complaints()).toEqual([])
    } finally {
      await wall.close()
    }
  })

  it('says nothing in one that can', async () => {
    const wall = await openWall(browser, server.url, { key: server.tokens.wall })
    try {
      expect(await wall.page.locator('[data-browser-check]').count()).toBe(0)
    } finally {
      await wall.close()
    }
  })

  it('is told what plain http takes from a page that needs it', async () => {
    const script = readFileSync(path.resolve(import.meta.dirname, '../../../public/browser-check.js'), 'utf8')
    const context = await browser.newContext()
    try {
      const html = (needs: string) =>
        `<!doctype html><meta charset=utf-8><meta name="gridsight-needs" content="${needs}"><body><script>${script}</script>`
      await context.route('http://grid.example/*', (route) =>
        route.fulfill({ contentType: 'text/html', body: html(new URL(route.request().url()).searchParams.get('needs') ?? '') }),
      )
      const page = await context.newPage()
      await page.goto('http://grid.example/?needs=notifications%20offline')
      const notice = page.locator('[data-browser-check=limited]')
      expect(await notice.innerText()).toMatch(/系统通知、离线填报[\s\S]*https/)
      await notice.getByRole('button').click()
      expect(await notice.count()).toBe(0)
      for (const needs of ['', 'nothing', 'constructor']) {
        await page.goto(`http://grid.example/?needs=${needs}`)
        expect(await page.locator('[data-browser-check]').count(), needs).toBe(0)
      }
    } finally {
      await context.close()
    }
  })
})

describe('a new version', () => {
  it('renews the page once, by itself, when nothing happens', async () => {
    const wall = await openWall(browser, server.url, {
      key: server.tokens.wall,
      prepare: (context) =>
        context.addInitScript(() => {
          if (!location.protocol.startsWith('http')) return // the empty page before
          // as if chance let this wall go among the first
          const { random } = Math
          Object.assign(Math, { random: () => random() / 20 })
          if (sessionStorage.getItem('loads') === null) {
            // the first time the page believes to be of the build before; what it is told comes by this list
            const parts: unknown[] = []
            let take: (...items: unknown[]) => unknown = (...items) => Array.prototype.push.apply(parts, items)
            const before = (item: unknown) =>
              Array.isArray(item) ? item.map((v) => (typeof v === 'string' ? v.replace(/("build":")[\w-]+/, '$1the-one-before') : v)) : item
            Object.defineProperty(parts, 'push', {
              get:
                () =>
                (...items: unknown[]) =>
                  take(...items.map(before)),
              set(next: typeof take) {
                take = next
              },
            })
            Object.assign(window, { __next_f: parts })
          }
          sessionStorage.setItem('loads', `${Number(sessionStorage.getItem('loads')) + 1}`)
        }),
    })
    try {
      const loads = () => wall.page.evaluate(() => Number(sessionStorage.getItem('loads'))).catch(() => 0)
      expect(await loads()).toBe(1)
      await expect.poll(loads).toBe(2)
      await wall.page.locator('[data-wall][data-ready=true]').waitFor()
      await wall.seesTruth('实时')
      expect(await wall.page.evaluate(() => sessionStorage.getItem('gridsight.renewed'))).toMatch(/^\d+ [\w-]+$/)
      expect(await loads()).toBe(2)
      expect(await wall.complaints()).toEqual([])
    } finally {
      await wall.close()
    }
  })
})
