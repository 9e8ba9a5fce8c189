import type { Viewer } from './access'
import type { ActionRow, Machine } from './machine'
import { maySeeSubmission, type SubmissionActIn, type SubmissionState } from './submission'

/** What a decision is about. Times are epoch milliseconds. */
export type SubmissionLife = {
  state: SubmissionState
  community: string
  /** as the resident said; null: they did not know */
  type: string | null
  answer: string | null
  decidedAt: number | null
  decidedBy: string | null
}

type Need = 'type' | 'answer'
/** What the machine of submissions is about. */
export type SubmissionKinds = {
  Action: SubmissionActIn['action']
  Subject: SubmissionLife
  Said: Pick<SubmissionActIn, 'type' | 'answer'>
  Rules: object
  Gate: object
  Actor: Viewer
  Relation: 'area'
  Need: Need
  Clock: 'none'
  More: object
}

const row = (of: Pick<ActionRow<SubmissionKinds>, 'label' | 'to' | 'needs'> & Partial<ActionRow<SubmissionKinds>>): ActionRow<SubmissionKinds> => ({
  from: ['submitted'],
  roles: ['dispatcher'],
  relation: 'area',
  clock: 'none',
  ...of,
})

const FAULTS: Readonly<Record<Need, string>> = {
  type: 'The event needs a type: the resident named none.',
  answer: 'Whoever told it is owed an answer.',
}

/** 随手拍: what was sent is taken over, which makes an event of it, or refused with an answer; both are for good. */
export const SUBMISSIONS: Machine<SubmissionKinds> = {
  noun: 'submission',
  rows: {
    take_over: row({ label: { zh: '接收', en: 'Take over' }, to: 'taken_over', needs: ['type'] }),
    refuse: row({
      label: { zh: '不予接收', en: 'Refuse' },
      to: 'refused',
      needs: ['answer'],
      effect: ({ said }) => ({ answer: said.answer ?? null }),
    }),
  },
  closed: () => null,
  apart: (actor, subject) => (maySeeSubmission(actor, subject) ? null : 'It lies outside your area.'),
  fault: (need, { said, subject }) => ((need === 'type' ? (said.type ?? subject.type) : said.answer) ? null : FAULTS[need]),
  moved: () => ({}),
  always: (_row, { now, actor }) => ({ decidedAt: now, decidedBy: actor.id }),
}
