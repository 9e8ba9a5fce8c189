import type { Locator } from '@playwright/test'
import { describe, expect, it } from 'vitest'
import { createAccount } from '@/lib/db/accounts/accounts'
import { pool } from '@/lib/db/engine/pool'
import { DAY_MS } from '@/lib/domain/clock'
import { Party, partyKey } from '@/lib/domain/life'
import { schemaOf } from '@/lib/domain/route'
import { eventListRoute } from '@/lib/domain/routes/event-list'
import { inGrids } from '../people'
import { type Desk, NIEYANG, openList, PASSWORD, press, rowOf, seesState, submitSignIn } from './world'

export function manyHands(desk: Desk): void {
  const { doMeanwhile, person, postEvent, readEvent, stranger } = desk
  describe('many hands', () => {
    it('can be worked by keys, accepts several at once, and names the one that was refused', async () => {
      const events = [await postEvent(`${NIEYANG}003`), await postEvent(`${NIEYANG}003`), await postEvent(`${NIEYANG}003`)]
      const [, late] = events
      const dispatcher = await person({ role: 'dispatcher', scope: inGrids(NIEYANG) })
      const { page } = dispatcher
      await dispatcher.go(`/desk?list=awaiting_acceptance&grid=${NIEYANG}003`)
      for (const event of events) await rowOf(page, event).waitFor()
      const first = page.getByTestId('event-row').first()
      await first.focus()
      await page.keyboard.press('Enter')
      await page.locator('[data-testid=event-card][data-revision]').waitFor()
      await page.keyboard.press('Escape')
      await page.getByTestId('drawer').waitFor({ state: 'detached' })
      for (const [i] of events.entries()) {
        if (i > 0) await page.keyboard.press('ArrowDown')
        const row = page.getByTestId('event-row').nth(i)
        await expect.poll(() => row.evaluate((element) => element === document.activeElement)).toBe(true)
        await page.keyboard.press('Space')
        await expect.poll(() => page.locator('[data-testid=event-row][aria-selected=true]').count()).toBe(i + 1)
      }
      // the second is voided by somebody else at the very moment
      await page.route(
        `**/api/events/${late?.id}/transitions`,
        async (route) => {
          await doMeanwhile(dispatcher.token, late?.id ?? '', 'void', { reason: '误报' })
          await route.continue()
        },
        { times: 1 },
      )
      await page.locator('[data-bulk=accept]').click()
      await page.getByTestId('bulk-run').click()
      await page.locator('[data-testid=bulk-progress][data-running=false]').waitFor()
      expect(await page.getByTestId('refused').locator('li').allInnerTexts()).toEqual([expect.stringContaining(late?.caseNumber ?? '')])
      await page.getByTestId('bulk-end').click()
      const states = await Promise.all(events.map(async (e) => (await readEvent(e.id)).state))
      expect(states).toEqual(['awaiting_dispatch', 'void', 'awaiting_dispatch'])
      await page.getByTestId('empty').waitFor()
    })

    it('finds the work in the order of its urgency, what is overdue first, as the server has it', async () => {
      const place = `${NIEYANG}006`
      // 一般 that waits too long, the longer one last; 较急 and 一般 with time left, 特急
      const late = await postEvent(place, '0502', { occurredAt: Date.now() - 8 * DAY_MS })
      const longLate = await postEvent(place, '0502', { occurredAt: Date.now() - 16 * DAY_MS })
      const fresh = [await postEvent(place, '0503'), await postEvent(place, '0105')]
      const critical = await postEvent(place, '0402')
      const posted = [late, longLate, ...fresh, critical]
      const { page, go, token } = await person({ role: 'dispatcher', scope: inGrids(NIEYANG) })
      await go(`/desk?list=awaiting_acceptance&grid=${place}`)
      for (const event of posted) await rowOf(page, event).waitFor()
      const shown = () => page.getByTestId('event-row').evaluateAll((all) => all.map((row) => Number(row.getAttribute('data-number'))))
      const ours = async () => (await shown()).filter((number) => posted.some((event) => event.number === number))
      // the clock moves the light of what has come a moment later, and the list follows
      await expect.poll(async () => (await ours()).slice(0, 3)).toEqual([critical, longLate, late].map(({ number }) => number))
      await page.getByText('最急在前').waitFor()

      // a list that may be longer than what is shown of it
      await openList(page, 'open')
      const asked = await desk.server.fetch(`/api/events?within=${place}&status=open&order=urgent&limit=100`, token)
      const first = schemaOf(eventListRoute.answer.json)
        .parse(await asked.json())
        .events.map(({ number }) => number)
      expect(first.length).toBeGreaterThanOrEqual(posted.length)
      await expect.poll(shown).toEqual(first)
    })

    it('moves nothing under a hand that aims: what comes meanwhile takes its place once the hand has left', async () => {
      const place = `${NIEYANG}008`
      const event = await postEvent(place, '0502')
      const { page, go } = await person({ role: 'dispatcher', scope: inGrids(NIEYANG), spoils: true })
      // what the server tells and answers waits for the hand
      const held: { word: string; pass(): void }[] = []
      let isHeld = false
      const hold = (word: string, pass: () => void) => (isHeld ? held.push({ word, pass }) : pass())
      await page.routeWebSocket(/./, (socket) => {
        const server = socket.connectToServer()
        server.onMessage((message) => hold(String(message), () => socket.send(message)))
      })
      await page.route(
        ({ pathname }) => pathname === '/api/events',
        (route) => void hold('', () => void route.continue()),
      )
      await go(`/desk?list=awaiting_acceptance&grid=${place}`)
      const row = rowOf(page, event)
      await row.waitFor()
      await page.locator('[data-testid=truth][data-state=live]').waitFor()
      const slot = page.getByTestId('alert-slot')
      const shown = () => page.getByTestId('event-row').evaluateAll((all) => all.map((one) => Number(one.getAttribute('data-number'))))
      const before = (await slot.count()) > 0 ? Number(await slot.getAttribute('data-count')) : 0
      isHeld = true
      // 特急: it comes before all others, and raises an alert above the list
      const critical = await postEvent(place, '0402')
      await expect.poll(() => held.some(({ word }) => word.includes('alerts:changed'))).toBe(true)
      const button = row.locator('[data-action=accept]')
      await button.hover()
      const over = await button.boundingBox()
      let to = 0
      // on a slow machine too the hand does not rest, which would let go
      const seesWhileItMoves = (locator: Locator) =>
        expect
          .poll(async () => {
            to = 1 - to
            if (over) await page.mouse.move(over.x + over.width / 2 + to, over.y + over.height / 2)
            return locator.count()
          })
          .toBe(1)
      const standing = async () => {
        const box = await row.boundingBox()
        return box && [box.x, box.y]
      }
      const aimed = await standing()
      expect(await shown()).toEqual([event.number])
      isHeld = false
      for (const { pass } of held) pass()
      await seesWhileItMoves(page.locator(`[data-testid=alert-slot][data-count="${before + 1}"]`))
      await seesWhileItMoves(rowOf(page, critical))
      expect(await shown()).toEqual([event, critical].map(({ number }) => number))
      expect(await standing()).toEqual(aimed)
      // what was done with a row is seen in its place
      await button.click()
      await seesWhileItMoves(row.and(page.locator('[data-state=awaiting_dispatch]')))
      expect(await standing()).toEqual(aimed)
      await page.mouse.move(0, 0)
      await expect.poll(shown).toEqual([critical.number])
    })

    it('gives no event away before the suggestions have come or are given up, since they move the button', async () => {
      const event = await postEvent(`${NIEYANG}004`)
      const dispatcher = await person({ role: 'dispatcher', scope: inGrids(NIEYANG) })
      await doMeanwhile(dispatcher.token, event.id, 'accept')
      const { page } = dispatcher
      await page.route('**/suggestions', () => {})
      await dispatcher.go(`/desk?event=${event.caseNumber}`)
      await page.locator('[data-testid=actions] [data-action=dispatch]').waitFor()
      // the button in the very frame in which it comes
      const isHeldBack = () =>
        page.evaluate(async () => {
          document.querySelector<HTMLElement>('[data-testid=actions] [data-action=dispatch]')?.click()
          for (;;) {
            await new Promise(requestAnimationFrame)
            const button = document.querySelector<HTMLButtonElement>('[data-testid=do]')
            if (button) return button.disabled
          }
        })
      const ready = page.locator('[data-testid=do]:enabled')
      const suggestions = page.getByTestId('suggestions').locator('[data-party]')
      expect(await isHeldBack()).toBe(true)
      await ready.waitFor()
      expect(await suggestions.count()).toBe(0)

      // those that come are there before it takes a press; on a busy machine they may come too late once
      await page.unrouteAll()
      await expect
        .poll(async () => {
          await page.keyboard.press('Escape')
          await page.getByTestId('action-dialog').waitFor({ state: 'detached' })
          expect(await isHeldBack()).toBe(true)
          await ready.waitFor()
          return suggestions.count()
        })
        .toBeGreaterThan(0)
      const last = suggestions.last()
      await last.click()
      expect(await last.getAttribute('aria-pressed')).toBe('true')
      const party = (await last.getAttribute('data-party')) ?? ''
      await page.getByTestId('do').click()
      await seesState(page, 'handling')
      const dispatched = (await readEvent(event.id)).timeline.at(-1)
      expect(dispatched?.action).toBe('dispatch')
      expect(partyKey(Party.parse(dispatched?.detail.lead))).toBe(party)
    })

    it('says what has changed when somebody was faster, and does it again on request', async () => {
      const event = await postEvent(`${NIEYANG}004`)
      const dispatcher = await person({ role: 'dispatcher', scope: inGrids(NIEYANG) })
      const { page } = dispatcher
      await dispatcher.go(`/desk?event=${event.caseNumber}`)
      await seesState(page, 'awaiting_acceptance')
      await page.route(
        '**/transitions',
        async (route) => {
          await doMeanwhile(dispatcher.token, event.id, 'accept')
          await route.continue()
        },
        { times: 1 },
      )
      await press(page, 'remind')
      const notice = page.getByTestId('overtaken')
      await notice.waitFor()
      expect(await notice.innerText()).toContain('待受理 → 待派单')
      await page.getByTestId('again').click()
      await page.locator('[data-testid=step][data-action=remind]').waitFor()
      expect(await readEvent(event.id)).toMatchObject({ state: 'awaiting_dispatch', reminders: 1 })

      // a form that is open stays while the event moves on, with what was written, and goes on from there
      await press(page, 'dispatch')
      const note = page.getByTestId('action-dialog').locator('[name=note]')
      await note.fill('写到一半')
      await doMeanwhile(dispatcher.token, event.id, 'remind')
      await notice.waitFor()
      expect(await note.inputValue()).toBe('写到一半')
      await page.getByTestId('again').click()
      await seesState(page, 'handling')
      await page.getByTestId('action-dialog').waitFor({ state: 'detached' })
      expect((await readEvent(event.id)).timeline?.at(-1)).toMatchObject({ action: 'dispatch', note: '写到一半' })
    })

    it('offers to read an event again that could not be read', async () => {
      const event = await postEvent(`${NIEYANG}004`)
      const dispatcher = await person({ role: 'dispatcher', scope: inGrids(NIEYANG) })
      const { page } = dispatcher
      await page.route(`**/api/events/${event.caseNumber}`, (route) => route.fulfill({ status: 503, json: { code: 'unavailable' } }))
      await dispatcher.go(`/desk?event=${event.caseNumber}`)
      const card = page.getByTestId('event-card')
      // whoever is connected hears of no change that would read it by itself
      await page.locator('[data-testid=truth][data-state=live]').waitFor()
      const retry = card.getByRole('alert').getByRole('button', { name: '重试' })
      await retry.waitFor()
      await page.unrouteAll()
      await retry.click()
      await seesState(page, 'awaiting_acceptance')
    })

    it('gives an event to a team chosen from the list, whose member signs in, sees it and takes it', async () => {
      const event = await postEvent(`${NIEYANG}001`)
      const dispatcher = await person({ role: 'dispatcher', scope: inGrids(NIEYANG) })
      await doMeanwhile(dispatcher.token, event.id, 'accept')
      const { page } = dispatcher
      await dispatcher.go(`/desk?event=${event.caseNumber}`)
      await press(page, 'dispatch')
      const form = page.getByTestId('dispatch-fields')
      await form.locator('select').first().selectOption('team')
      expect(await page.getByTestId('do').isDisabled()).toBe(true)
      const picker = form.locator('[data-testid=party-picker][data-loaded=true]').first()
      await picker.locator('input[type=search]').fill('应急')
      expect(await picker.locator('option:not([value=""])').allInnerTexts()).toEqual([
        expect.stringMatching(/^涅阳街道应急处置队 · 涅阳街道 · 在办 \d+ 件$/),
      ])
      // by the mouse: the first line can be chosen although nothing is yet
      await picker.locator(`option[value="team:demo-${NIEYANG}-rescue"]`).click()
      await form.getByText('已选：涅阳街道应急处置队').waitFor()
      await page.getByTestId('do').click()
      await seesState(page, 'handling')
      expect(await page.getByTestId('event-card').innerText()).toContain('涅阳街道应急处置队')

      const { rows } = await pool().query<{ id: string }>(
        `SELECT person_id::text AS id FROM team_members JOIN posts USING (person_id) WHERE team_id = $1 AND grid_code LIKE $2 LIMIT 1`,
        [`demo-${NIEYANG}-rescue`, `${NIEYANG}001%`],
      )
      const account = {
        username: 'rescuer',
        name: '应急队员',
        role: 'operator' as const,
        scope: inGrids(`${NIEYANG}001`),
        memberId: rows[0]?.id ?? '',
      }
      await createAccount({ ...account, password: PASSWORD }, { actor: { id: 'test', name: 'test', role: null } })
      await stranger(async (member) => {
        await member.goto(`${desk.server.url}/events/${event.caseNumber}`)
        const alert = member.locator('[data-testid=sign-in] [role=alert]')
        await submitSignIn(member, 'rescuer', 'Wrong-password-1')
        await expect.poll(() => alert.innerText()).toContain('账号或密码不正确')
        await submitSignIn(member, 'rescuer', PASSWORD)
        await member.waitForURL(`**/events/${event.caseNumber}`)
        await press(member, 'take')
        await member.locator('[data-testid=step][data-action=take]').waitFor()
      })
      expect((await readEvent(event.id)).timeline.at(-1)).toMatchObject({ action: 'take', actor: '应急队员' })
    })
  })
}
