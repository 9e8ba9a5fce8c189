import { expect, it } from 'vitest'
import { makeAnnouncer, NEWS_PAUSE_MS } from './announcer'

/** Somebody who listens, with a clock that is moved by hand; `heard`: what was said when. */
function listener() {
  let now = 0
  let timer: { at: number; run: () => void } | null = null
  const heard: [number, string][] = []
  const announcer = makeAnnouncer((text) => heard.push([now, text]), {
    now: () => now,
    after: (ms, run) => {
      const made = { at: now + ms, run }
      timer = made
      return () => {
        if (timer === made) timer = null
      }
    },
  })
  const go = (to: number) => {
    while (timer && timer.at <= to) {
      const { at, run } = timer
      now = at
      timer = null
      run()
    }
    now = to
  }
  return { ...announcer, heard, go }
}

it('says the latest of a thousand changes a second twice a minute, and not what stood there first', () => {
  const { tell, go, heard } = listener()
  for (let ms = 0; ms < 4 * NEWS_PAUSE_MS; ms += 100) {
    go(ms)
    tell(`${ms} events`)
  }
  expect(heard.length).toBe(3)
  for (const [at, text] of heard) expect(at - Number.parseInt(text, 10)).toBeLessThanOrEqual(600)
  for (const [i, [at]] of heard.entries()) expect(at).toBeGreaterThanOrEqual((i + 1) * NEWS_PAUSE_MS)
})

it('says at once what was asked for, and only what has changed', () => {
  const { tell, asked, go, heard } = listener()
  tell('12 events')
  go(2_000)
  asked()
  tell('3 events')
  go(4_000)
  expect(heard).toEqual([[2_500, '3 events']])
  tell('4 events')
  tell('3 events')
  go(10 * NEWS_PAUSE_MS)
  expect(heard.length).toBe(1)
})

it('says nothing any more when it is stopped', () => {
  const { tell, stop, go, heard } = listener()
  tell('1 event')
  tell('2 events')
  stop()
  go(10 * NEWS_PAUSE_MS)
  expect(heard).toEqual([])
})
