import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { describe, expect, it } from 'vitest'
import type * as z from 'zod/mini'
import { GridCollection } from '@/lib/client/grids'
import { createToken } from '@/lib/db/accounts/tokens'
import { toMercator } from '@/lib/domain/position'
import { schemaOf } from '@/lib/domain/route'
import { searchRoute } from '@/lib/domain/routes/search'
import { inGrids } from '../people'
import { type Desk, NIEYANG, rowOf, seesState, XUEFENG } from './world'

type Box = { x: number; y: number; width: number; height: number }
/** Where a place is on the screen on a map that shows all of these grids with a margin of 20 pixels. */
function onMap(grids: z.infer<typeof GridCollection>, at: [number, number], box: Box | null): { x: number; y: number } {
  if (!box) throw new Error('no map')
  const points = grids.features.flatMap(({ geometry }) => geometry.coordinates.flat(2)).map(toMercator)
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)]
  const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
  const scale = Math.min((box.width - 40) / (east - west), (box.height - 40) / (north - south))
  const [x, y] = toMercator(at)
  return { x: box.x + box.width / 2 + (x - (west + east) / 2) * scale, y: box.y + box.height / 2 - (y - (south + north) / 2) * scale }
}

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
      // on a slow machine the first letters may be asked for before the last, and be its alone already
      await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe(`${place}井盖`)
      await page.locator('[data-testid=event-list][data-loaded=true][data-total="1"]').waitFor()
      await page.locator('[data-facet=state][data-value=awaiting_acceptance][data-count="1"]').click()
      await page.keyboard.press('Escape')

      await listRow(page, event).click()
      await seesState(page, 'awaiting_acceptance')
      await page.keyboard.press('a')
      await seesState(page, 'awaiting_dispatch')
      await page.keyboard.press('z')
      await seesState(page, 'awaiting_acceptance')
      // what the open event is asked for by letter, in its drawer
      await page.keyboard.press('e')
      await page.getByTestId('action-dialog').waitFor()
      await page.keyboard.press('Escape')
      await page.getByTestId('action-dialog').waitFor({ state: 'detached' })

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

      // nothing moves under a hand: what is most urgent comes below, until the hand has gone
      await page.keyboard.press('Escape')
      const order = () => page.getByTestId('list-row').evaluateAll((all) => all.map((row) => Number(row.getAttribute('data-number'))))
      const before = await order()
      const box = await listRow(page, other).boundingBox()
      const move = (by: number) => page.mouse.move((box?.x ?? 0) + 200 + by, (box?.y ?? 0) + 12)
      await move(0)
      const urgent = await postEvent(`${NIEYANG}001`, '0402', { description: `${place}燃气味` })
      let moved = 0
      await expect
        .poll(async () => {
          await move(++moved % 2)
          return order()
        })
        .toEqual([...before, urgent.number])
      await page.mouse.move(2, 2)
      await expect.poll(order).toEqual([urgent.number, ...before])

      await page.getByTestId('list-search').fill('')
      await expect.poll(async () => Number(await page.getByTestId('event-list').getAttribute('data-total'))).toBeGreaterThanOrEqual(all)
    })

    it('leaves the letters of actions to the event that is open beside it, unless rows are ticked', async () => {
      const { token } = await createToken({ name: '派单', role: 'dispatcher', scope: inGrids(NIEYANG), expiresAt: null })
      const event = await postEvent(`${NIEYANG}004`, '0503')
      await desk.doMeanwhile(token, event.id, 'accept')
      const { page, go } = await person({ role: 'dispatcher', scope: inGrids(NIEYANG) })
      await go(`/events?order=newest&event=${event.caseNumber}`)
      await seesState(page, 'awaiting_dispatch')
      const own = page.getByTestId('action-dialog')
      const ofMany = page.getByTestId('bulk-run')
      for (const at of [listRow(page, event), page.locator('[data-testid=actions] [data-action=dispatch]')]) {
        await at.focus()
        await page.keyboard.press('d')
        await own.waitFor()
        expect(await ofMany.count()).toBe(0)
        await page.keyboard.press('Escape')
        await own.waitFor({ state: 'detached' })
      }
      await listRow(page, event).focus()
      await page.keyboard.press('Space')
      await page.getByTestId('chosen-bar').waitFor()
      await page.keyboard.press('d')
      await ofMany.waitFor()
      expect(await own.count()).toBe(0)
    })

    it('does once what a key that is held and a double click mean', async () => {
      const event = await postEvent(`${NIEYANG}004`, '0503')
      const { page, go } = await person({ role: 'dispatcher', scope: inGrids(NIEYANG) })
      let sent = 0
      page.on('request', (request) => {
        if (request.url().endsWith('/transitions')) sent++
      })
      await go(`/events?order=newest&within=${NIEYANG}004`)
      await listRow(page, event).focus()
      await page.keyboard.down('n')
      await page.getByTestId('done').waitFor()
      await page.keyboard.down('n')
      await page.keyboard.up('n')
      await page.locator(`[data-number="${event.number}"] [data-column=last]`).filter({ hasText: '催办' }).waitFor()
      expect([sent, (await desk.readEvent(event.id)).reminders]).toEqual([1, 1])

      await go(`/desk?list=awaiting_acceptance&grid=${NIEYANG}004`)
      await rowOf(page, event).locator('[data-action=accept]').dblclick()
      await page.getByTestId('done').waitFor()
      expect([sent, await page.getByTestId('not-done').count()]).toEqual([2, 0])
    })

    it('says that it could not be read as it is narrowed now, or any further, and tries again', async () => {
      const { page, go } = await person({ role: 'dispatcher', scope: inGrids('') })
      await go('/events?status=all')
      const list = page.locator('[data-testid=event-list][data-loaded=true]')
      await list.waitFor()
      const rows = page.getByTestId('list-row')
      const retry = page.getByTestId('event-list').getByRole('alert').getByRole('button', { name: '重试' })
      const refuse = () =>
        page.route(
          ({ pathname }) => pathname === '/api/events',
          (route) => route.fulfill({ status: 500, json: { code: 'internal' } }),
        )
      const before = await rows.count()
      await refuse()
      await page.getByTestId('list-more').click()
      await retry.waitFor()
      expect(await rows.count()).toBe(before)
      await page.unrouteAll()
      await retry.click()
      await retry.waitFor({ state: 'detached' })
      await page.getByTestId('list-more').click()
      await expect.poll(() => rows.count()).toBeGreaterThan(before)

      await refuse()
      await page.locator('[data-facet=state][data-value=awaiting_acceptance]').click()
      await retry.waitFor()
      expect([await rows.count(), await page.getByTestId('empty').count()]).toEqual([0, 0])
      await page.unrouteAll()
      await retry.click()
      await list.waitFor()
      expect(await retry.count()).toBe(0)
    })

    it('that does not hold the event whose number is searched for leads to it, where there is one and it may be seen', async () => {
      const { token } = await createToken({ name: '派单', role: 'dispatcher', scope: inGrids(''), expiresAt: null })
      const [ours, foreign] = [await postEvent(`${NIEYANG}005`, '0503'), await postEvent(`${XUEFENG}001`, '0503')]
      for (const { id } of [ours, foreign]) await desk.doMeanwhile(token, id, 'void', { reason: '误报' })
      const { page, go } = await person({ role: 'dispatcher', scope: inGrids(NIEYANG) })
      const finds = async (q: string) => {
        const told = page.waitForResponse((answer) => new URL(answer.url()).pathname === '/api/search')
        await page.getByTestId('list-search').fill(q)
        await told
        await page.locator('[data-testid=event-list][data-loaded=true] [data-testid=empty]').waitFor()
      }
      await go('/events')
      await finds(foreign.caseNumber)
      expect(await page.getByTestId('found-elsewhere').count()).toBe(0)
      // as lists show it
      await finds(ours.caseNumber.slice(4))
      await page.getByTestId('found-elsewhere').waitFor()
      expect(await page.getByTestId('found-elsewhere').innerText()).toBe(`筛选之外有 ${ours.caseNumber} · 作废`)
      await page.getByTestId('found-elsewhere').click()
      await page.waitForURL(`**/events/${ours.caseNumber}`)
      await seesState(page, 'void')
      // what is no number is looked for in all of them
      await go(`/events?status=handled&q=${ours.caseNumber.slice(4)}%20x`)
      await page.getByTestId('everywhere').click()
      await page.waitForURL((url) => url.searchParams.get('status') === 'all')
    })

    it('shows what happened between its first reading and the first word of the socket', async () => {
      const { page, go } = await person({ role: 'dispatcher', scope: inGrids(NIEYANG), spoils: true })
      let connect = () => {}
      const isPosted = new Promise<void>((resolve) => {
        connect = resolve
      })
      await page.routeWebSocket(/.*/, async (socket) => {
        await isPosted
        socket.connectToServer()
      })
      await go('/events?order=newest')
      await page.locator('[data-testid=event-list][data-loaded=true]').waitFor()
      const event = await postEvent(`${NIEYANG}003`, '0503', {})
      expect(await listRow(page, event).count()).toBe(0)
      connect()
      await listRow(page, event).waitFor()
    })

    it('stands beside a map when V is pressed, where a click chooses the row; the address holds it', async () => {
      const place = `地图路${randomUUID().slice(0, 6)}号`
      const event = await postEvent(`${NIEYANG}002`, '0503', { description: `${place}垃圾` })
      await expect.poll(async () => (await findsEverywhere(place)).length).toBe(1)
      const { page, go } = await person({ role: 'dispatcher', scope: inGrids(NIEYANG), map: true })
      await go('/events')
      await page.locator('[data-testid=event-list][data-loaded=true]').waitFor()
      await page.keyboard.press('v')
      await page.locator('[data-testid=event-map][data-ready=true]').waitFor()
      // a mark for each event of the list that has a position; others act meanwhile, so all are read again until they agree
      const told = async (part: string, name: string) => Number(await page.getByTestId(part).getAttribute(name))
      const drawn = async () => (await told('event-map', 'data-marks')) + (await told('list-map', 'data-unplaced'))
      await expect.poll(async () => (await drawn()) - (await told('event-list', 'data-total'))).toBe(0)
      expect(await told('event-map', 'data-marks')).toBeGreaterThan(1)
      await page.getByTestId('list-search').fill(place)
      await page.locator('[data-testid=event-map][data-marks="1"]').waitFor()
      expect(new URL(page.url()).searchParams.get('view')).toBe('map')

      const grids = GridCollection.parse(await (await desk.server.fetch(`/api/grids?within=${NIEYANG}`, desk.server.tokens.supervisor)).json())
      const { x, y } = onMap(grids, desk.somewhere(`${NIEYANG}002`), await page.getByTestId('event-map').boundingBox())
      // the mark is drawn a moment after its data are there
      await expect
        .poll(async () => {
          await page.mouse.move(x, y + 1)
          await page.mouse.move(x, y)
          return page.getByTestId('mark-told').count()
        })
        .toBe(1)
      expect(await page.getByTestId('mark-told').textContent()).toContain(event.caseNumber)
      await page.mouse.click(x, y)
      await page.getByTestId('drawer').waitFor()
      expect(new URL(page.url()).searchParams.get('event')).toBe(event.caseNumber)
      expect(await listRow(page, event).getAttribute('aria-current')).toBe('true')

      const other = await person({ role: 'dispatcher', scope: inGrids(NIEYANG), map: true })
      await other.go(page.url().slice(desk.server.url.length))
      await other.page.locator('[data-testid=event-map][data-ready=true][data-marks="1"]').waitFor()
      await other.page.getByTestId('drawer').waitFor()
      await page.keyboard.press('Escape')
      await page.keyboard.press('v')
      await page.getByTestId('list-map').waitFor({ state: 'detached' })
      expect(new URL(page.url()).searchParams.get('view')).toBeNull()
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
