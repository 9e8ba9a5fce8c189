import { useEffect, useState } from 'react'
import * as z from 'zod/mini'
import { listEvents } from '@/lib/client/event-api'
import { lookWhileOpen } from '@/lib/client/look-while-open'
import type { Phone } from '@/lib/client/phone'
import { GridEvent } from '@/lib/domain/event'

/** As many as anybody has in hand; the list says where there are more. */
export const MAX_TASKS = 200

const Task = z.extend(GridEvent, { taken: z.boolean() })
/** An event that one was given, and whether it was taken. */
export type Task = z.infer<typeof Task>
export type TasksRead = { tasks: readonly Task[]; at: number } | null
/** Why there is nothing newer: the server could not be reached, or the session has ended. */
export type TasksFault = 'lost' | 'unauthenticated' | null

/** What is given to whom the phone is open for, the most urgent first; as it was kept where it cannot be read. `done`: what has gone out from here. */
export function useTasks(phone: Phone | null, done: number): { read: TasksRead; fault: TasksFault } {
  const [read, setRead] = useState<TasksRead>(null)
  const [fault, setFault] = useState<TasksFault>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has gone out is a reason to read
  useEffect(() => {
    if (!phone) return
    return lookWhileOpen(async (isOver) => {
      const query = { given: 'me', status: 'open', state: 'handling', order: 'urgent', rows: 'whole', limit: String(MAX_TASKS) }
      const answer = await listEvents(new URLSearchParams(query), phone.owner)
      if (isOver()) return
      if (!answer.ok) {
        setFault(answer.code === 'unauthenticated' || answer.code === 'other_viewer' ? 'unauthenticated' : 'lost')
        const kept = await phone.recall('tasks', z.array(Task))
        if (!isOver() && kept) setRead((known) => known ?? { tasks: kept.value, at: kept.at })
        return
      }
      const taken = new Map(answer.body.rows?.map((row) => [row.number, row.taken]))
      const tasks = answer.body.events.map((event) => ({ ...event, taken: taken.get(event.number) ?? false }))
      setRead({ tasks, at: Date.now() })
      setFault(null)
      await phone.keep('tasks', tasks)
    })
  }, [phone, done])
  return { read, fault }
}
