/** @module-tag pages */
import { readFileSync } from 'node:fs'
import type { Browser } from '@playwright/test'
import { strFromU8, unzipSync } from 'fflate'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Judgement } from '@/lib/domain/judgement'
import { startServer, type TestServer } from '../server'
import { newEvent } from '../small-county'
import { frameFaults } from './frame-faults'
import { hold } from './hold'
import { inGrids, openPerson, type Person } from './people'
import { openBrowser } from './wall'

let server: TestServer
let browser: Browser
let person: Person

beforeAll(async () => {
  server = await startServer()
  expect((await server.post([newEvent({ type: '0402' }), newEvent()])).status).toBe(200)
  browser = await openBrowser({ fonts: 'system' })
  person = await openPerson(browser, server.url, { role: 'supervisor', scope: inGrids('411324001'), name: '值班长' })
})
afterAll(async () => {
  await person?.close()
  await browser?.close()
  await server?.stop()
})

it('somebody makes a report by one click, reads it, prints nothing but it, and takes it away as a file', async () => {
  const { page, go } = person
  await go('/reports')
  await page.getByTestId('make-report').getByTestId('make').click()
  await page.waitForURL(/\/reports\/[\da-f-]{36}$/)
  const paper = page.getByTestId('paper')
  await paper.waitFor()
  const id = page.url().split('/').at(-1) ?? ''
  const report = Judgement.parse(await (await server.fetch(`/api/reports/${id}`, person.token)).json())
  const shown = await paper.innerText()
  for (const words of [report.number, report.document.title, report.document.subtitle, '制作：值班长']) expect(shown).toContain(words)
  for (const block of report.document.blocks) expect(shown).toContain('text' in block ? block.text : block.caption)
  expect(await page.evaluate(frameFaults)).toEqual([])

  await page.emulateMedia({ media: 'print' })
  expect(await paper.isVisible()).toBe(true)
  for (const part of ['header', 'page-bar']) expect([part, await page.getByTestId(part).isVisible()]).toEqual([part, false])
  await page.emulateMedia({ media: 'screen' })
  // and a dark page in the light theme, for as long as that takes
  await go(`/reports/${id}?theme=dark`)
  await paper.waitFor()
  const themes = (happens: string) =>
    page.evaluate((name) => {
      dispatchEvent(new Event(name))
      return [document.documentElement, ...document.querySelectorAll<HTMLElement>('[data-work]')].map(({ dataset }) => dataset.theme)
    }, happens)
  expect([await themes('beforeprint'), await themes('afterprint')]).toEqual([
    ['light', 'light'],
    ['dark', 'dark'],
  ])
  await go(`/reports/${id}?theme=light`)
  await paper.waitFor()

  const [download] = await Promise.all([page.waitForEvent('download'), page.getByTestId('download').click()])
  const parts = unzipSync(new Uint8Array(readFileSync(await download.path())))
  expect(strFromU8(parts['word/document.xml'] ?? new Uint8Array())).toContain(report.number)
  expect(await person.complaints()).toEqual([])
})

it('an alert leads to a report of it, which stands in the list', async () => {
  const { page, go } = person
  // the link stands while the alert's events are read
  const events = await hold(page, ({ pathname }) => pathname === '/api/events')
  await go('/alerts')
  const link = page.locator('a[data-testid=make-special]')
  await link.waitFor()
  const before = await link.boundingBox()
  await events.release()
  await page.getByTestId('alert-events').getByRole('link').waitFor()
  expect(await link.boundingBox()).toEqual(before)
  await link.click()
  await page.locator('form[data-testid=make-special]').getByTestId('make').click()
  await page.getByTestId('paper').waitFor()
  expect(await page.getByTestId('paper').innerText()).toContain('燃气泄漏')
  await go('/reports')
  const rows = page.getByTestId('report-row')
  await expect.poll(() => rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-kind')))).toEqual(['special', 'daily'])
  await page.getByTestId('report-view').locator('[data-value=weekly]').click()
  await expect.poll(() => rows.count()).toBe(0)
  expect(await person.complaints()).toEqual([])
})
