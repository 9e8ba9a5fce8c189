import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { describe, expect, it } from 'vitest'
import { schemaOf } from '@/lib/domain/route'
import { searchRoute } from '@/lib/domain/routes/search'
import { inGrids } from '../people'
import { type Desk, NIEYANG, seesState, XUEFENG } from './world'

export function theEventList(desk: Desk): void {
  const { person, postEvent } = desk
  describe('the list of events', () => {
    const listRow = (page: Page, event: { number: number }) => page.locator(`[data-testid=list-row][data-number="${event.number}"]`)
    const findsEverywhere = async (q: string) =>
      schemaOf(searchRoute.answer.json).parse(
        await (await desk.server.fetch(`/api/search?q=${encodeURIComponent(q)}`, desk.server.tokens.supervisor)).json(),
      ).events

    it('is searched, narrowed, worked through by keys, shared and taken away as a file', async () => {
      // other words in each try
      const place = `三岔口${randomUUID().slice(0, 6)}号`
      const event = await postEvent(`${NIEYANG}001`, '0503', { description: `${place}井盖翻了` })
      await expect.poll(async () => (await findsEverywhere(`${place}井盖`)).map((found) => found.event.number)).toEqual([event.number])
      const dispatcher = await person({ role: 'dispatcher', scope: inGrids(NIEYANG) })
      const { page } = dispatcher
      await dispatcher.go('/events')
      await page.locator('[data-testid=event-list][data-loaded=true]').waitFor()
      const all = Number(await page.getByTestId('event-list').getAttribute('data-total'))

      await page.keyboard.press('/')
      await page.keyboard.type(`${place}井盖`)
      await page.locator('[data-testid=event-list][data-loaded=true][data-total="1"]').waitFor()
      expect(new URL(page.url()).searchParams.get('q')).toBe(`${place}井盖`)
      await page.locator('[data-facet=state][data-value=awaiting_acceptance][data-count="1"]').click()
      await page.keyboard.press('Escape')

      await listRow(page, event).click()
      await seesState(page, 'awaiting_acceptance')
      await page.keyboard.press('a')
      await seesState(page, 'awaiting_dispatch')
      await page.keyboard.press('z')
      await seesState(page, 'awaiting_acceptance')

      // whoever gets the address sees the same, as far as they may
      const operator = await person({ role: 'operator', scope: inGrids(`${NIEYANG}001`) })
      await operator.go(page.url().slice(desk.server.url.length))
      await listRow(operator.page, event).waitFor()
      await seesState(operator.page, 'awaiting_acceptance')
      const stranger = await person({ role: 'dispatcher', scope: inGrids(XUEFENG) })
      await stranger.go(page.url().slice(desk.server.url.length))
      await stranger.page.getByTestId('empty').waitFor()

      // on paper the list alone
      await page.emulateMedia({ media: 'print' })
      expect(await page.getByTestId('header').isVisible()).toBe(false)
      expect(await page.getByTestId('drawer').isVisible()).toBe(false)
      expect(await listRow(page, event).isVisible()).toBe(true)
      await page.emulateMedia({ media: null })

      const taken = page.waitForEvent('download')
      await page.keyboard.press('x')
      await page.locator('[name=format][value=csv]').check()
      await page.getByTestId('export-run').click()
      const file = readFileSync(await (await taken).path(), 'utf8')
      expect(file.split('\r\n')[1]).toContain(event.caseNumber)
      expect(file).toMatch(/\r\n# dispatcher \d{4}-\d\d-\d\d \d\d:\d\d \d{8}-[0-9a-f]{8}\r\n$/)

      // of several rows those that are chosen
      await page.getByTestId('clear-facets').click()
      const other = await postEvent(`${NIEYANG}001`, '0503', { description: `${place}垃圾` })
      await expect.poll(async () => (await findsEverywhere(place)).length).toBe(2)
      await page.getByTestId('list-search').fill(place)
      await page.locator('[data-testid=event-list][data-loaded=true][data-total="2"]').waitFor()
      await listRow(page, other).focus()
      await page.keyboard.press('Space')
      await page.getByTestId('chosen-bar').waitFor()
      const few = page.waitForEvent('download')
      await page.keyboard.press('x')
      await page.locator('[name=format][value=csv]').check()
      expect(await page.locator('[name=rows][value=chosen]').isChecked()).toBe(true)
      await page.getByTestId('export-run').click()
      const lines = readFileSync(await (await few).path(), 'utf8').split('\r\n')
      expect(lines.slice(1, -2).map((line) => line.split(',')[0])).toEqual([other.caseNumber])

      await page.getByTestId('list-search').fill('')
      await expect.poll(async () => Number(await page.getByTestId('event-list').getAttribute('data-total'))).toBeGreaterThanOrEqual(all)
    })

    it('is not needed to find one event: every page searches', async () => {
      const q = `${randomUUID().slice(0, 6)}号楼积水`
      const event = await postEvent(`${NIEYANG}001`, '0504', { description: q })
      await expect.poll(async () => (await findsEverywhere(q)).length).toBe(1)
      const { page, go } = await person({ role: 'dispatcher', scope: inGrids(NIEYANG) })
      await go('/figures')
      await page.getByTestId('search-open').click()
      await page.getByTestId('search-text').fill(q)
      await page.getByTestId('found-row').filter({ hasText: event.caseNumber }).waitFor()
      await page.getByTestId('search-text').press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('Enter')
      await page.waitForURL(`**/events/${event.caseNumber}`)
    })
  })
}
