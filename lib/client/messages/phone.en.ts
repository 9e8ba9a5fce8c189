import type { Translated } from '../language'
import type { zh } from './phone.zh-CN'

export const en: Translated<typeof zh> = {
  line: {
    offline: 'Offline',
    offlineFor: (span) => `Offline ${span}`,
    minutes: (n) => `${n} min`,
    asOf: (time) => `As of ${time}`,
  },
  insecure:
    'This address is not https: the browser opens no page without a signal, and cannot seal what waits. Ask the administrator for the https address (operations, “https”).',
  none: {
    title: 'No signal',
    text: 'Nobody is signed in on this phone, so the page cannot be opened now. Sign in and open it once with a signal.',
    retry: 'Try again',
  },
  locked: {
    title: 'The session has ended',
    text: (n) => `Waiting: ${n}. Sealed on this phone, sent only after you sign in again; nobody else sees it.`,
    nothing: 'Nothing waits to be sent.',
    signIn: 'Sign in again',
  },
  box: {
    title: 'Waiting and sent',
    waiting: (n) => `Waiting: ${n}`,
    parts: (acts, results, reports, visits) =>
      [
        acts > 0 ? `takes ${acts}` : '',
        results > 0 ? `results ${results}` : '',
        reports > 0 ? `reports ${reports}` : '',
        visits > 0 ? `visits ${visits}` : '',
      ]
        .filter(Boolean)
        .join(', '),
    byItself: 'sent with a signal',
    decide: (n) => `To be decided: ${n}`,
    kinds: { take: 'Take', hand_in: 'Result', report: 'Report', do: 'Visit', find: 'Finding' },
    of: (kind, name) => `${kind} · ${name}`,
    waits: (seconds) => `Kept, goes out in ${seconds} s`,
    behind: 'Goes out after what stands before it',
    held: 'The step before it was not taken: decide about that first',
    undo: 'Undo',
    now: 'Send now',
    sends: 'Sending …',
    photos: (done, all) => `Sending photos ${done} / ${all}`,
    offline: 'No network: kept on this phone, goes out by itself',
    retry: 'Not sent, will be tried again',
    refused: 'Not taken',
    discard: 'Delete',
    edit: 'Change and report again',
    again: { take: 'Take it all the same', hand_in: 'Hand in all the same' },
    seeTasks: 'Decide on the tasks page',
    sent: (n) => `Reported as ${n}`,
    sentPlain: 'Reported',
    done: { take: 'Taken', hand_in: 'Result handed in', do: 'Visit recorded', find: 'Finding sent' },
    open: 'Open',
    photosRefused: (n) => `Photos not taken: ${n}`,
  },
  conflict: {
    moved: (who, what, when, state) => `While you were offline ${who} did “${what}” (${when}); it is now “${state}”`,
    somebody: 'somebody',
    state: (state) => `It has changed and is now “${state}”`,
    same: 'This step has been done already',
    gone: 'It is no longer with you',
    notYours: 'It is not yours to do',
    stillPossible: (told) => `${told}. What you wrote is still here and can be sent`,
  },
  refusals: {
    recorded: 'Somebody has recorded it already',
    outside_area: 'The place is outside your grids',
    unknown_grid: 'There is no such grid, or it is not in your area',
    unknown_type: 'The type is no longer used',
    in_future: 'The clock of the phone is wrong: set it and report again',
    too_old: 'The clock of the phone is wrong: set it and report again',
    forbidden: 'Your account may not report',
    invalid: 'Something in it is wrong',
    conflict: 'The same report is there with other contents',
    other: 'The server did not take it',
  },
  mine: {
    title: 'My reports',
    note: 'Last 90 days',
    none: 'No reports in the last 90 days',
    failed: 'Cannot be read now',
    answer: 'Read the answer',
  },
}
