import { describe, expect, it } from 'vitest'
import { inGrids } from '../people'
import { openWall } from '../wall'
import { CITY, type Desk, NIEYANG, openList, press, rowOf, seesState } from './world'

export function theClosedLoop(desk: Desk): void {
  const { person, readEvent, somewhere } = desk
  describe('the closed loop', () => {
    it('goes from report to verification in four browsers, and a wall sees each step', async () => {
      const [lon, lat] = somewhere(`${NIEYANG}001`)
      const wall = await openWall(desk.browser, desk.server.url, { key: desk.server.tokens.wall })
      const reporter = await person({
        role: 'reporter',
        scope: inGrids(`${NIEYANG}001`),
        browser: {
          viewport: { width: 390, height: 844 },
          hasTouch: true,
          permissions: ['geolocation'],
          geolocation: { longitude: lon, latitude: lat, accuracy: 12 },
        },
      })
      const dispatcher = await person({ role: 'dispatcher', scope: inGrids(NIEYANG) })
      const handler = await person({ role: 'handler', scope: CITY })
      const supervisor = await person({ role: 'supervisor', scope: inGrids(NIEYANG) })
      await dispatcher.go('/desk')
      await dispatcher.page.locator('[data-testid=list][data-list=awaiting_acceptance][data-loaded=true]').waitFor()

      // report, from the phone
      await reporter.go('/report')
      const phone = reporter.page
      await phone.locator('[data-testid=place][data-grid^="411324001001"]').waitFor()
      await phone.locator('[data-class="05"]').click()
      await phone.locator('[data-code="0502"]').click()
      await phone.locator('textarea').fill('水果摊占了盲道')
      await phone.getByTestId('photo-input').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: PIXEL })
      await phone.getByTestId('submit').click()
      await phone.getByTestId('send-now').click()
      const sent = phone.locator('[data-testid=sent][data-number*="-"]')
      await sent.waitFor()
      const event = await readEvent((await sent.getAttribute('data-number')) ?? '')
      expect(event).toMatchObject({ type: '0502', description: '水果摊占了盲道', source: '手机上报', state: 'awaiting_acceptance' })
      await wall.seesInFeed(event.number)
      const wallSees = (state: string) =>
        expect
          .poll(() => wall.page.evaluate((n) => window.__gridsight?.state().board?.recent.find((e) => e.number === n)?.life?.state, event.number))
          .toBe(state)

      // accept and dispatch, at the desk: the report comes by itself
      const page = dispatcher.page
      await rowOf(page, event).locator('[data-action=accept]').click()
      await rowOf(page, event).waitFor({ state: 'detached' })
      await wallSees('awaiting_dispatch')
      await openList(page, 'awaiting_dispatch')
      await rowOf(page, event).locator('[data-action=dispatch]').click()
      await page.getByTestId('photos').locator('img').waitFor()
      await press(page, 'dispatch')
      expect(await page.getByTestId('lead-department').inputValue()).toBe('城管')
      await page.getByTestId('do').click()
      await seesState(page, 'handling')
      await wallSees('handling')

      // hand in, in the department
      await handler.go('/desk')
      await rowOf(handler.page, event).click()
      await press(handler.page, 'take')
      await handler.page.locator('[data-testid=step][data-action=take]').waitFor()
      await press(handler.page, 'hand_in')
      await handler.page.locator('textarea[name=note]').fill('已劝离，恢复通行')
      await handler.page.getByTestId('photo-input').setInputFiles({ name: 'b.png', mimeType: 'image/png', buffer: OTHER_PIXEL })
      await handler.page.getByTestId('chosen-photo').waitFor()
      await handler.page.getByTestId('do').click()
      await handler.page.locator('[data-testid=step][data-action=hand_in]').waitFor()
      await wallSees('awaiting_verification')
      await expect.poll(() => handler.page.getByTestId('photos').locator('img').count()).toBe(2)
      // the dispatcher's card moves without a touch
      await seesState(page, 'awaiting_verification')

      // verify, by somebody who had no hand in it
      await supervisor.go(`/desk?list=awaiting_verification`)
      await rowOf(supervisor.page, event).locator('[data-action=verify]').click()
      await rowOf(supervisor.page, event).waitFor({ state: 'detached' })
      await wallSees('closed')
      const steps = await page.getByTestId('step').evaluateAll((items) => items.map((i) => i.getAttribute('data-action')))
      await expect.poll(() => page.getByTestId('step').count()).toBe(5)
      // the newest first
      expect(steps.slice(-4)).toEqual(['hand_in', 'take', 'dispatch', 'accept'])
      expect(await readEvent(event.id)).toMatchObject({ state: 'closed', status: 'handled' })

      // and whoever reported it sees how it ended
      expect(await reporter.go(`/events/${event.caseNumber}`)).toBe(200)
      await seesState(phone, 'closed')
      expect(await phone.getByTestId('timeline').innerText()).toContain('已劝离')
      const clocks = phone.getByTestId('clocks').locator('[data-clock]')
      expect(await clocks.evaluateAll((all) => all.map((one) => one.getAttribute('data-clock')))).toEqual([
        'acceptance',
        'dispatching',
        'handling',
        'whole',
      ])
      expect(await wall.complaints()).toEqual([])
      await wall.close()
    })
  })
}

/** Pictures of one pixel, PNG: the same twice would be kept once. */
const PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64')
const OTHER_PIXEL = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGNQmGAAAAG0AOEpQIx1AAAAAElFTkSuQmCC', 'base64')
