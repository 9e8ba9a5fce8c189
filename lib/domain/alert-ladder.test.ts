import { describe, expect, it } from 'vitest'
import type { AlertStepName, OwnStep } from './alert'
import { type AlertAction, type AlertWords, takeAlertAction } from './alert-actions'
import { escalationOf, followLadder, passTimer, timerOf } from './alert-ladder'
import { gridsOfRung, toldLadder } from './alert-ladder-told'
import type { AlertRecord } from './alert-record'
import { LADDER_MINUTES, NO_LADDER, Rung, type Stander, type Standing } from './ladder'

const START = Date.UTC(2026, 10, 24, 6)
const LEAF = '411324001101001001'
const nobody: Standing = { officer: [], level4: [], level3: [], level2: [], level1: [], leader: [] }
const chief = (id: string, grid: string): Stander => ({ id, grid })
/** One on each rung, all different. */
const full: Standing = {
  officer: [{ id: 'zhou', name: '周明' }],
  level4: [chief('a', LEAF)],
  level3: [chief('b', LEAF.slice(0, 15))],
  level2: [chief('c', LEAF.slice(0, 12))],
  level1: [chief('d', LEAF.slice(0, 9))],
  leader: [{ id: 'wang', name: '王建' }],
}
const raised: AlertRecord = {
  ...{ id: '6f1e', revision: 1, rule: { id: 'urgency', version: 1, kind: 'urgency', name: '特急事件' }, stream: '0402', types: ['0402'] },
  ...{ sensitive: false, colour: 'red', state: 'firing', startedAt: START, updatedAt: START, clearedAt: null, endsAt: null, endedAt: null },
  ...{ members: [{ number: 1, grid: LEAF, status: 'holds' }], endedBy: null, mergedInto: null, follows: null, acknowledged: null },
  ...{ assigned: null, escalated: 0, ladder: NO_LADDER, silencedUntil: null, verdict: null, record: null },
}

/** An alert of its own clock: what happens to it, and what its timer does by itself. Minutes count from its beginning. */
class Climb {
  alert: AlertRecord
  /** what was called, as `minute rung ids`, with what was passed before */
  calls: string[] = []
  steps: string[] = []
  minute = 0
  /** the graver alert by which it is inhibited now */
  by: string | null = null
  /** the silence that holds it */
  mute: AlertRecord['ladder']['mutedBy'] = null
  constructor(
    public standing: Standing = full,
    colour: AlertRecord['colour'] = 'red',
    by: string | null = null,
    mute: AlertRecord['ladder']['mutedBy'] = null,
  ) {
    this.by = by
    this.mute = mute
    this.alert = { ...raised, colour }
    this.take(
      followLadder(
        null,
        { alert: this.alert, steps: [this.own('raised')] },
        { ...this.context, byPerson: false, inhibitedBy: this.by, mutedBy: this.mute },
      ),
    )
  }
  get now(): number {
    return START + 60_000 * this.minute
  }
  get context() {
    return { minutes: LADDER_MINUTES, standing: this.standing, now: this.now }
  }
  own(step: AlertStepName): OwnStep {
    return { step, at: this.now, detail: {}, state: this.alert.state, colour: this.alert.colour }
  }
  take({ alert, steps }: { alert: AlertRecord; steps: OwnStep[] }): void {
    this.alert = alert
    for (const { step, detail } of steps) {
      this.steps.push(step)
      if (step !== 'called') continue
      const {
        rung,
        people,
        passed = [],
        repeat,
      } = detail as {
        rung: Rung | null
        people: Stander[]
        passed?: { rung: Rung; result: string }[]
        repeat?: number
      }
      const skipped = passed.map((one) => `${one.rung} ${one.result}, `).join('')
      this.calls.push(`${this.minute}: ${skipped}${rung} ${people.map(({ id }) => id).join()}${repeat === undefined ? '' : ` again ${repeat}`}`)
    }
  }
  /** By itself, up to a minute. */
  until(minute: number): this {
    for (;;) {
      const timer = timerOf(this.alert)
      if (!timer || timer.dueAt > START + 60_000 * minute) break
      this.minute = (timer.dueAt - START) / 60_000
      this.take(passTimer(this.alert, this.context))
    }
    this.minute = minute
    return this
  }
  change(fields: Partial<AlertRecord>, step: AlertStepName, byPerson = false): this {
    this.take(
      followLadder(
        this.alert,
        { alert: { ...this.alert, ...fields }, steps: [this.own(step)] },
        { ...this.context, byPerson, inhibitedBy: this.by, mutedBy: this.mute },
      ),
    )
    return this
  }
  act(action: AlertAction, said: AlertWords = {}): this {
    const actor = { id: 'u', name: 'u', role: 'supervisor', scope: { kind: 'grids', prefixes: [''] } } as const
    const taken = takeAlertAction(this.alert, action, { note: 'x', ...said }, { ...actor, scope: { kind: 'grids', prefixes: [''] } }, this.now)
    if (!taken.ok) throw new Error(taken.message)
    return this.change(taken.subject, action, true)
  }
  /** A graver one that holds all of it has come, or the last of these is gone: null. */
  inhibit(by: string | null): this {
    this.by = by
    return this.look()
  }
  /** A silence holds it for so many minutes from now; null: none does any more. */
  hold(minutes: number | null): this {
    this.mute = minutes === null ? null : { id: `s${minutes}`, until: this.now + 60_000 * minutes }
    return this.look()
  }
  private look(): this {
    const context = { ...this.context, byPerson: false, inhibitedBy: this.by, mutedBy: this.mute }
    this.take(followLadder(this.alert, { alert: this.alert, steps: [] }, context))
    return this
  }
  silence(minutes: number): this {
    return this.act('silence', { until: this.now + 60_000 * minutes })
  }
}

describe('the ladder', () => {
  it('calls rung after rung by the minutes of the colour, and after the last whoever stands last every 30 minutes', () => {
    expect(new Climb().until(90).calls).toEqual([
      ...['0: officer zhou', '5: level4 a', '10: level3 b', '15: level2 c', '20: level1 d', '25: leader wang'],
      ...['55: leader wang again 1', '85: leader wang again 2'],
    ])
    expect(new Climb(full, 'orange').until(50).calls.map((call) => call.split(':')[0])).toEqual(['0', '15', '30', '45'])
    expect(new Climb(full, 'yellow').until(60).calls.map((call) => call.split(':')[0])).toEqual(['0', '60'])
  })

  it('has none for a colour without minutes, but by hand', () => {
    const blue = new Climb(full, 'blue').until(10_000)
    expect([blue.calls, timerOf(blue.alert), escalationOf(blue.alert)]).toEqual([[], null, undefined])
    blue.act('escalate').until(20_000)
    expect(blue.calls).toEqual(['10000: officer zhou'])
  })

  it('calls every chief of the level, each once an alert', () => {
    const two = {
      ...full,
      level4: [chief('a', LEAF), chief('x', `${LEAF.slice(0, 15)}002`)],
      level3: [chief('a', LEAF.slice(0, 15)), chief('y', '1')],
    }
    expect(new Climb(two).until(10).calls).toEqual(['0: officer zhou', '5: level4 a,x', '10: level3 y'])
  })

  it('passes at once what is vacant (空岗) and where all were called (同一人); minutes run from the last new call', () => {
    const thin: Standing = {
      ...full,
      level4: [],
      level3: [{ id: 'zhou', grid: 'g' }],
      level1: [chief('c', 'street')],
      leader: [{ id: 'zhou', name: '周明' }],
    }
    const climb = new Climb(thin).until(40)
    expect(climb.calls).toEqual([
      '0: officer zhou',
      '5: level4 vacant, level3 same, level2 c',
      '10: level1 same, leader same, null ',
      '40: leader zhou again 1',
    ])
  })

  it('goes from an empty roster to the chiefs at once, and repeats where nobody stands anywhere', () => {
    expect(new Climb({ ...full, officer: [] }).calls).toEqual(['0: officer vacant, level4 a'])
    const empty = new Climb(nobody).until(30)
    expect(empty.calls).toHaveLength(2)
    expect(empty.calls[1]).toBe('30: null  again 1')
    empty.standing = full
    expect(empty.until(60).calls[2]).toBe('60: leader wang again 2')
  })

  it('stops by one 签收; without an action within twice the minutes it goes on, and the alert is open again', () => {
    const climb = new Climb().until(7).act('acknowledge')
    expect(timerOf(climb.alert)).toEqual({ rung: 'resume', dueAt: START + 17 * 60_000 })
    climb.until(17)
    expect([climb.alert.state, climb.alert.acknowledged, climb.calls.at(-1), climb.steps.slice(-2)]).toEqual([
      ...['firing', null, '17: level3 b'],
      ['resumed', 'called'],
    ])
    const acted = new Climb().until(7).act('acknowledge').until(12).act('comment').until(1_000)
    expect([acted.calls.length, timerOf(acted.alert), acted.alert.state]).toEqual([2, null, 'acknowledged'])
  })

  it('waits for what was left when a 签收 is taken back', () => {
    const climb = new Climb()
    climb.minute = 4
    climb.act('acknowledge').act('unacknowledge').until(5)
    expect(climb.calls).toEqual(['0: officer zhou', '5: level4 a'])
  })

  it('calls the next rung when somebody escalates, also after 签收 and in silence', () => {
    const climb = new Climb().until(1).act('escalate')
    expect(climb.calls.at(-1)).toBe('1: level4 a')
    climb.act('acknowledge').silence(20)
    climb.minute = 2
    climb.act('escalate').until(7)
    expect(climb.calls.slice(2)).toEqual(['2: level3 b', '7: level2 c'])
  })

  it('begins anew when the colour rises, also after 签收 and in silence', () => {
    const climb = new Climb(full, 'orange').until(16).act('acknowledge').silence(60)
    climb.change({ colour: 'red', state: 'firing', acknowledged: null }, 'risen').until(21)
    expect(climb.calls).toEqual(['0: officer zhou', '15: level4 a', '16: officer zhou', '21: level4 a'])
    expect(climb.alert.silencedUntil).toBe(null)
  })

  it('stands still while the alert is silent, and goes on where it was', () => {
    const climb = new Climb().until(7).silence(20)
    expect(timerOf(climb.alert)).toEqual({ rung: 'level3', dueAt: START + 30 * 60_000 })
    // prolonged, and ended early: what was left is left
    climb.minute = 17
    climb.silence(30)
    climb.minute = 27
    climb.act('unsilence').until(30)
    expect(climb.calls.slice(2)).toEqual(['30: level3 b'])
    // ended by itself
    expect(new Climb().until(7).silence(20).until(29).calls).toHaveLength(2)
  })

  it('ends with the alert, and begins anew where it is renewed or reopened', () => {
    const climb = new Climb().until(5).act('resolve').until(500)
    expect([climb.calls.length, timerOf(climb.alert)]).toEqual([2, null])
    climb.act('reopen')
    expect(climb.calls.at(-1)).toBe('500: officer zhou')
    // another event changes nothing
    climb.change({ members: [] }, 'joined').until(505)
    expect(climb.calls.slice(-2)).toEqual(['500: officer zhou', '505: level4 a'])
  })

  it('goes on when what nobody has acknowledged is merged into an alert that somebody has', () => {
    const climb = new Climb().until(6).act('acknowledge').act('comment').until(60)
    climb.change({ state: 'firing', acknowledged: null }, 'absorbed').until(60)
    expect(climb.calls.at(-1)).toBe('60: level3 b')
  })
})

describe('an inhibited ladder', () => {
  const orange = (by: string | null = 'a') => new Climb(full, 'orange', by)

  it('calls nobody by the clock, and calls its first rung at once when the graver alert ends', () => {
    const climb = orange().until(500)
    expect([climb.calls, climb.steps, timerOf(climb.alert)]).toEqual([[], ['raised', 'inhibited'], null])
    climb.inhibit(null).until(515)
    expect(climb.calls).toEqual(['500: officer zhou', '515: level4 a'])
    expect(climb.steps).toEqual(['raised', 'inhibited', 'released', 'called', 'called'])
  })

  it('stands still where it was, and goes on with the next rung at once', () => {
    const climb = orange(null).until(16).inhibit('a').until(100)
    expect([climb.calls, climb.alert.ladder.left]).toEqual([['0: officer zhou', '15: level4 a'], 14 * 60_000])
    expect(climb.inhibit(null).until(115).calls.slice(2)).toEqual(['100: level3 b', '115: level2 c'])
  })

  it('says once by which, and again where another goes on inhibiting it', () => {
    const climb = orange().until(5).change({ members: [] }, 'joined').inhibit('a').inhibit('b').until(50)
    expect([climb.steps, climb.alert.ladder.inhibitedBy, climb.calls]).toEqual([['raised', 'inhibited', 'joined', 'inhibited'], 'b', []])
  })

  it('is over when it has risen above the other, whose calls begin anew', () => {
    const climb = orange().until(7)
    climb.by = null
    climb.change({ colour: 'red' }, 'risen').until(12)
    expect(climb.calls).toEqual(['7: officer zhou', '12: level4 a'])
    // a rise below it calls nobody
    const yellow = new Climb(full, 'yellow', 'a').change({ colour: 'orange' }, 'risen').until(100)
    expect([yellow.calls, yellow.steps]).toEqual([[], ['raised', 'inhibited', 'risen']])
    expect(yellow.inhibit(null).calls).toEqual(['100: officer zhou'])
  })

  it('does what people ask of it: 升级 calls the next rung, and 签收 stops the calls that were to come', () => {
    const climb = orange().until(3).act('escalate').until(90)
    expect(climb.calls).toEqual(['3: officer zhou'])
    expect(climb.act('acknowledge').inhibit(null).until(119).calls).toHaveLength(1)
    // without another action within twice the minutes from then on it is open again
    expect([climb.until(120).alert.state, climb.calls.at(-1)]).toEqual(['firing', '120: level4 a'])
    const acted = orange().act('acknowledge').act('comment').inhibit(null).until(500)
    expect([acted.calls, timerOf(acted.alert)]).toEqual([[], null])
  })

  it('that is silent too calls when the silence ends, and one without minutes is released without a call', () => {
    const climb = orange().silence(60).until(20).inhibit(null)
    expect([[...climb.calls], climb.until(60).calls]).toEqual([[], ['60: officer zhou']])
    const past = orange().silence(10).until(20).inhibit(null)
    expect(past.calls).toEqual(['20: officer zhou'])
    const blue = new Climb(full, 'blue', 'a').inhibit(null).until(500)
    expect([blue.steps, blue.calls]).toEqual([['raised', 'inhibited', 'released'], []])
  })

  it('is of a living alert only', () => {
    const climb = orange().act('resolve').inhibit(null)
    expect([climb.alert.ladder.inhibitedBy, climb.steps]).toEqual([null, ['raised', 'inhibited', 'resolve']])
    expect(climb.act('reopen').calls).toEqual(['0: officer zhou'])
  })
})

describe('a ladder that a silence holds', () => {
  /** One that is raised while a silence of so many minutes holds. */
  const raisedIn = (minutes: number, colour: AlertRecord['colour'] = 'orange') => {
    const climb = new Climb(full, colour, null, { id: 's', until: START + 60_000 * minutes })
    expect(climb.calls).toEqual([])
    return climb
  }
  it('stands still where it is, and goes on after what was left', () => {
    const climb = new Climb(full, 'orange').until(10).hold(30)
    expect([climb.until(40).calls, climb.alert.ladder]).toMatchObject([['0: officer zhou'], { dueAt: null, left: 5 * 60_000 }])
    climb.hold(null)
    expect([[...climb.until(44).calls], climb.until(45).calls]).toEqual([['0: officer zhou'], ['0: officer zhou', '45: level4 a']])
    expect(climb.steps).toEqual(['raised', 'called', 'muted', 'unmuted', 'called'])
  })
  it('calls its first rung as the silence ends where the alert came in it, and nobody where its colour has no minutes', () => {
    const climb = raisedIn(30).until(30).hold(null)
    expect(climb.calls).toEqual(['30: officer zhou'])
    expect(raisedIn(30, 'blue').until(30).hold(null).until(900).calls).toEqual([])
  })
  it('stays still through a rise, and begins anew after it; 升级 by hand calls all the same', () => {
    const climb = new Climb(full, 'yellow').until(10).hold(60).change({ colour: 'orange' }, 'risen')
    expect([climb.until(70).calls, climb.alert.ladder.calls]).toEqual([['0: officer zhou'], []])
    climb.hold(null)
    expect(climb.calls).toEqual(['0: officer zhou', '70: officer zhou'])
    expect(raisedIn(30).until(5).act('escalate').until(40).calls).toEqual(['5: officer zhou'])
  })
  it('calls at once when it is neither muted nor inhibited any more, whichever ends last', () => {
    for (const last of ['inhibition', 'silence']) {
      const climb = new Climb(full, 'orange', 'graver').hold(60)
      climb.until(10)
      if (last === 'silence') climb.inhibit(null).hold(null)
      else climb.hold(null).inhibit(null)
      expect([last, climb.calls]).toEqual([last, ['10: officer zhou']])
    }
    const climbed = new Climb(full, 'orange').until(3).inhibit('graver').hold(60).until(20).inhibit(null).hold(null)
    expect(climbed.until(20).calls).toEqual(['0: officer zhou', '20: level4 a'])
  })
  it('waits for an action after 签收 in it, counted from its end, and says once by which silence it is held', () => {
    const climb = new Climb(full, 'orange').until(2).hold(60)
    climb.act('acknowledge').until(20).hold(null)
    expect([[...climb.until(49).calls], climb.until(50).calls]).toEqual([['0: officer zhou'], ['0: officer zhou', '50: level4 a']])
    const twice = new Climb(full, 'orange').hold(60).change({}, 'joined').hold(60).hold(90).hold(null)
    expect(twice.steps).toEqual(['raised', 'called', 'muted', 'joined', 'muted', 'unmuted'])
  })
})

describe('what is told of a ladder', () => {
  const climb = new Climb({ ...full, level4: [] }).until(7)
  const grids = [9, 12, 15, 18].map((length, i) => ({ code: LEAF.slice(0, length), level: ([1, 2, 3, 4] as const)[i] ?? 1 }))
  const people = { standing: full, called: new Map([['officer', full.officer]] as const), names: new Map([['c', '李大娟']]) }
  const told = (role: 'dispatcher' | 'screen' | 'viewer', prefix: string) =>
    toldLadder(climb.alert, { id: 'v', name: 'v', role, scope: { kind: 'grids', prefixes: [prefix] } }, { minutes: LADDER_MINUTES, people, grids })
      .rungs

  it('is how far it is and who is next, as posts', () => {
    expect(escalationOf(climb.alert)).toEqual({
      ...{ step: 2, rung: 'level3', next: 'level2' },
      calledAt: new Date(START + 5 * 60_000).toISOString(),
      nextAt: new Date(START + 10 * 60_000).toISOString(),
    })
    expect(told('dispatcher', '').map(({ rung, result, at }) => [rung, result, (Date.parse(at ?? '') - START) / 60_000])).toEqual([
      ...[['officer', 'called', 0] as const, ['level4', 'vacant', 5] as const, ['level3', 'called', 5] as const],
      ...[['level2', null, 10] as const, ['level1', null, 15] as const, ['leader', null, 20] as const],
    ])
  })

  it('has names for whoever may read them, a chief’s masked, and grids of the area only', () => {
    const names = (...of: Parameters<typeof told>) => told(...of).map((one) => one.people.map(({ name }) => name).join())
    expect(names('dispatcher', '')).toEqual(['周明', '', '', '李*', '', '王建'])
    expect(names('viewer', '')).toEqual(['周明', '', '', '', '', '王建'])
    expect(names('screen', '')).toEqual(['', '', '', '', '', ''])
    expect(told('dispatcher', LEAF.slice(0, 12)).map((one) => one.grids.map((code) => code.length).join())).toEqual(['', '18', '15', '12', '', ''])
  })

  it('names the grids of a level that hold one of the alert', () => {
    expect(Rung.options.map((rung) => gridsOfRung(rung, [LEAF.slice(0, 12)], grids).length)).toEqual([0, 0, 0, 1, 1, 0])
  })
})
