import { setTimeout as pause } from 'node:timers/promises'
import * as z from 'zod/mini'
import type { EventAction } from '@/lib/domain/event-actions'
import { isWithin } from '@/lib/domain/grid'
import { type EventState, partyKey } from '@/lib/domain/life'
import { uuid } from '@/lib/domain/random'
import { ask } from './ask'
import { below, oneOf } from './chance'
import { type ModelEvent, winner } from './model'
import { DEPARTMENT, type Part } from './people'
import { Overdue } from './wait'
import type { WriterContext } from './writers'

const MAX_PAUSE_MS = 250
const RETRY_MS = 60
const TIMEOUT_MS = 120_000
const OPERATED = '411324002'

/** One step of a life: who does what, and what comes with it. */
type Step = { part: Part; action: EventAction; said?: object; lead?: string }

/** Steps that an event may take from its state, as people take them. */
function stepsFrom(event: ModelEvent): Step[] {
  const lead: Part = event.lead?.startsWith('grid:') ? 'operator' : 'handler'
  const steps: Partial<Record<EventState, Step[]>> = {
    awaiting_acceptance: [
      { part: 'dispatcher', action: 'accept' },
      { part: 'dispatcher', action: 'accept' },
      { part: 'dispatcher', action: 'accept' },
      { part: 'dispatcher', action: 'reject', said: { answer: '不属受理范围' } },
      { part: 'dispatcher', action: 'void', said: { reason: '误报' } },
    ],
    awaiting_dispatch: [dispatch(event)],
    handling: [
      ...(event.taken ? [] : [{ part: lead, action: 'take' } as const]),
      { part: lead, action: 'hand_in', said: { note: '已处理' } },
      { part: lead, action: 'return', said: { reason: '不属本部门' } },
      { part: 'supervisor', action: 'suspend', said: { reason: '等待材料' } },
    ],
    suspended: [{ part: 'supervisor', action: 'resume' }],
    awaiting_verification: [
      { part: 'supervisor', action: 'verify' },
      { part: 'supervisor', action: 'verify' },
      { part: 'dispatcher', action: 'send_back', said: { reason: '未到位' } },
    ],
    closed: [
      { part: 'dispatcher', action: 'follow_up', said: { satisfied: true, solved: true } },
      { part: 'supervisor', action: 'reopen', said: { reason: '重新受理' } },
    ],
    rejected: [{ part: 'supervisor', action: 'reopen', said: { reason: '重新受理' } }],
    void: [{ part: 'supervisor', action: 'reopen', said: { reason: '重新受理' } }],
  }
  return steps[event.state] ?? []
}

/** To the department, or to the operators of its grid where somebody operates there. */
function dispatch(event: ModelEvent): Step {
  const { grid } = winner(event)
  const lead =
    isWithin(grid, OPERATED) && /^[0-7]/.test(event.id) ? ({ kind: 'grid', id: grid } as const) : ({ kind: 'department', id: DEPARTMENT } as const)
  return { part: 'dispatcher', action: 'dispatch', said: { lead }, lead: partyKey(lead) }
}

/** Leads events through their lives, one step at a time, until the gate is ended. */
export async function runHand(busy: Set<string>, context: WriterContext): Promise<void> {
  const { gate, random, model } = context
  while (!gate.over) {
    await gate.through(async () => {
      const free = [...model.events.values()].filter((event) => event.lane === 'life' && !busy.has(event.id))
      // the newest above all, so that lives go on and others begin
      const event = free.length > 0 ? oneOf(random, free.slice(-60)) : null
      const steps = event ? stepsFrom(event) : []
      if (!event || steps.length === 0) return
      busy.add(event.id)
      try {
        await takeStep(event, oneOf(random, steps), context)
      } finally {
        busy.delete(event.id)
      }
    })
    await pause(below(random, MAX_PAUSE_MS))
  }
}

/** Asks for a step until it is answered, always under one request id. Throws when it is refused, which no step of ours may be. */
async function takeStep({ id }: ModelEvent, step: Step, { network, people, model, random, counted }: WriterContext): Promise<void> {
  const { part, action, said = {}, lead = null } = step
  const requestId = uuid(random)
  const { token } = people[part]
  model.asking(requestId)
  let revision = 0
  for (const deadline = Date.now() + TIMEOUT_MS; ; await pause(RETRY_MS)) {
    if (Date.now() > deadline) throw new Overdue(`${action} of ${id} was not answered for ${TIMEOUT_MS / 1_000} s`)
    if (revision === 0) {
      const known = await ask(network, `/api/events/${id}`, token)
      if (!known) {
        counted.retried++
        continue
      }
      revision = Known.parse(known.body).revision
    }
    const answer = await ask(network, `/api/events/${id}/transitions`, token, { ...said, requestId, action, expectedRevision: revision })
    if (answer?.status === 200) return model.answered(requestId, { id, action, lead })
    if (!answer) {
      counted.retried++
      continue
    }
    const refusal = Conflict.safeParse(answer.body)
    if (answer.status !== 409 || !refusal.success || refusal.data.event.revision === revision)
      throw new Error(`${action} of ${id} by ${part} was refused: ${answer.status} ${JSON.stringify(answer.body).slice(0, 500)}`)
    // its source said something new, or its light moved, since it was read
    revision = refusal.data.event.revision
  }
}

const Known = z.object({ revision: z.int() })
const Conflict = z.object({ event: z.object({ revision: z.int() }) })
