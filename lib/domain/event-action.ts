import * as z from 'zod/mini'

/** What can be done with an event, in the order in which it is offered. */
export const EventAction = z.enum([
  'accept',
  'reject',
  'void',
  'handle_on_spot',
  'dispatch',
  'take',
  'hand_in',
  'return',
  'ask_extension',
  'grant_extension',
  'suspend',
  'resume',
  'verify',
  'send_back',
  'follow_up',
  'reopen',
  'remind',
  'supervise',
])
export type EventAction = z.infer<typeof EventAction>
