import { EventEmitter } from 'node:events'
import { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, it, vi } from 'vitest'
import { ADDRESS_HEADER } from '@/lib/api/request'
import { makePageTurns } from './page-turns'

/** A page that somebody asks for, and how it is drawn. */
function visitor(address: string) {
  const request = new IncomingMessage(new Socket())
  Object.assign(request, { url: '/desk', headers: { [ADDRESS_HEADER]: address } })
  const [response, ends] = [new ServerResponse(request), new EventEmitter()]
  const draw = vi.fn(() => new Promise<void>((resolve) => ends.once('end', () => resolve())))
  return { request, response, draw, end: () => ends.emit('end'), go: () => void response.emit('close') }
}

describe('turns for pages', () => {
  it('draw a few of an address at once, and of others beside them', async () => {
    const turns = makePageTurns()
    const [many, other] = [Array.from({ length: 6 }, () => visitor('10.0.0.1')), visitor('10.0.0.2')]
    const all = [...many, other].map(({ request, response, draw }) => turns(request, response, draw))
    const drawn = () => many.filter(({ draw }) => draw.mock.calls.length > 0).length
    await vi.waitUntil(() => drawn() === 2 && other.draw.mock.calls.length === 1)
    many[0]?.end()
    await vi.waitUntil(() => drawn() === 3)
    other.end()
    for (const { draw, end } of many.slice(1)) {
      await vi.waitUntil(() => draw.mock.calls.length === 1)
      end()
    }
    await Promise.all(all)
  })

  it('draw nothing for whoever has gone', async () => {
    const turns = makePageTurns()
    const waits = Array.from({ length: 3 }, () => visitor('10.0.0.1'))
    const all = waits.map(({ request, response, draw }) => turns(request, response, draw))
    waits[2]?.go()
    await expect(all[2]).rejects.toMatchObject({ code: 'timed_out' })
    for (const { draw, end } of waits.slice(0, 2)) {
      await vi.waitUntil(() => draw.mock.calls.length === 1)
      end()
    }
    await Promise.all(all.slice(0, 2))
    expect(waits[2]?.draw).not.toHaveBeenCalled()
  })

  it('are given up by whoever goes while theirs is drawn, though that never comes to an end', async () => {
    const turns = makePageTurns()
    const [gone, next] = [[visitor('10.0.0.1'), visitor('10.0.0.1')], visitor('10.0.0.1')]
    const all = [...gone, next].map(({ request, response, draw }) => turns(request, response, draw))
    for (const { draw, go } of gone) {
      expect(draw).toHaveBeenCalled()
      go()
    }
    await vi.waitUntil(() => next.draw.mock.calls.length === 1)
    next.end()
    await Promise.all(all)
  })

  it('are refused where too many wait', async () => {
    const turns = makePageTurns()
    const many = Array.from({ length: 203 }, () => visitor('2001:db8::1'))
    const all = many.map(({ request, response, draw }) => turns(request, response, draw))
    const settled = Promise.allSettled(all)
    await expect(all[202]).rejects.toMatchObject({ code: 'rate_limited', extra: { retryAfter: 1 } })
    for (const { go } of many.slice(2)) go()
    for (const { draw, end } of many.slice(0, 2)) {
      await vi.waitUntil(() => draw.mock.calls.length === 1)
      end()
    }
    await settled
  })
})
