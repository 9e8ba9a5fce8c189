import * as z from 'zod/mini'
import { AlertActionIn, AlertDetail, AlertPage, AlertResult } from '../alert'
import { AlertState } from '../alert-record'
import { BacktestIn, BacktestState } from '../backtest'
import { list, Within, whole } from '../query-parts'
import type { Routes } from '../route'
import { RuleIn, Rules, RulesIn } from '../rule'
import { RulePreview, RulePreviewIn } from '../rule-preview'
import { SaneInstant } from '../sane-time'

export const AlertsQuery = z.object({
  state: list(AlertState),
  within: Within,
  /** by the time at which they began: from ≤ startedAt < to */
  from: z.optional(SaneInstant),
  to: z.optional(SaneInstant),
  limit: z._default(whole(1, 500), 100),
  cursor: z.optional(z.string().check(z.maxLength(200))),
})

const OneRule = z.object({ id: z.string().check(z.minLength(1), z.maxLength(32), z.describe('id of the rule')) })
const One = z.object({ id: z.uuid().check(z.describe('uuid of the alert')) })

/** Alerts (风险预警) and the rules that raise them. */
export const alertRoutes = {
  list: {
    method: 'GET',
    path: '/api/alerts',
    access: 'viewer',
    summary: 'Alerts, the newest first; none for a place outside the scope',
    description:
      'Internal judgement (内部研判), not a warning published by law. `state` may name several. Grids, headline, counts and events are of what the asker may see of an alert; `partial` says that there is more of it. Alerts of sensitive types are for those who see such events one by one, and numbers of a street (`hidden`) for others; a department sees none.',
    query: AlertsQuery,
    answer: { says: 'a page', json: { AlertPage } },
  },
  read: {
    method: 'GET',
    path: '/api/alerts/{id}',
    access: 'viewer',
    summary: 'One alert with its timeline, and what the asker may do with it now',
    description: 'Notes are for those who act on alerts or events of the area; screens get no names either.',
    params: One,
    answer: { says: 'the alert', json: { AlertDetail } },
    problems: [404],
  },
  act: {
    method: 'POST',
    path: '/api/alerts/{id}/actions',
    access: 'viewer',
    summary: 'One action on an alert, by those on duty: dispatchers, supervisors and administrators of its area',
    description:
      'The same requestId is one action, however often it is sent. `unacknowledge` is possible for a minute (pages offer it for 10 seconds, and longer under a hand), for whoever acknowledged. `assign` needs `to`; `escalate`, `comment` and `reopen` need a `note`; `silence` needs `until` (24 hours at most; a red alert: 30 minutes, by the leader on duty, or any supervisor where the roster names none with an account) and a `note`; `resolve` may come with a `verdict`. resolve, verdict, silence and reopen need an area that holds all grids of the alert. Whom it is given to must be there for the sender; otherwise 422 `unknown_party`.',
    params: One,
    body: { json: { AlertActionIn } },
    answer: { says: 'the alert as it is now', json: { AlertResult } },
    others: { 409: { says: 'not from this state', json: { AlertAsItIs: z.object({ alert: z.nullable(AlertDetail) }) } } },
    problems: [404, 422],
  },
  rules: {
    method: 'GET',
    path: '/api/rules',
    access: 'viewer',
    summary: 'The rules of early warning in the version that holds, and what came too late for them in the last 30 days (补报 n 件，引出 m 条)',
    description:
      'A rule of inference (`cluster`, `surge`, `silence`, `hotspot`) tells nobody until it is `published`, which its `gates` decide; till then it runs in the shadow. `missed` is what the answers to weekly questions (`/api/questions`) of the last 52 weeks say of what nobody was told of. `verdicts` counts what people said (定性) of each rule’s alerts of the last 365 days. `budget` is of how many alerts people are told, set by `PUT /api/settings`, and how much of that is used; what is blue or yellow and goes beyond it is left to a digest. `nights`, `late`, `missed`, `budget` and `verdicts` are of the whole county, so they are for those who see all of it.',
    answer: { says: 'the rules', json: { Rules } },
  },
  backtest: {
    method: 'GET',
    path: '/api/rules/{id}/backtest',
    access: 'viewer',
    summary:
      'What a rule in the version that holds would have said of the past (历史检验), with its curve over the threshold, and how far a new one is',
    params: OneRule,
    answer: { says: 'the last backtest and the one that is being made, where there are any', json: { BacktestState } },
    problems: [404],
  },
  tryRule: {
    method: 'POST',
    path: '/api/rules/{id}/backtest',
    access: 'viewer',
    summary: 'Try a rule of inference on what happened here, by an administrator of the whole county; takes a minute or two a year',
    description:
      'It is made one after the other, by one process of all, with what was known on each night; `GET` tells how far it is. Its record becomes that of the rule, which then notifies only if it passes the gates.',
    params: OneRule,
    body: { json: { BacktestIn } },
    answer: { says: 'the last backtest, and that one is being made', json: { BacktestState } },
    problems: [404],
  },
  previewRule: {
    method: 'POST',
    path: '/api/rules/{id}/preview',
    access: 'viewer',
    summary:
      'What a rule of fact would have raised over the last year with other settings, before they are saved; by an administrator of the whole county',
    description:
      'Nothing is kept. Alerts are merged and renewed as live ones are, without anything that people do. `past` is null where less than a day is known, and for `overdue`, whose past cannot be told. Under the budget of dear reads.',
    params: OneRule,
    body: { json: { RulePreviewIn } },
    answer: { says: 'alerts in all, a day, and by civil day', json: { RulePreview } },
    problems: [404],
  },
  makeRule: {
    method: 'POST',
    path: '/api/rules',
    access: 'viewer',
    summary:
      'Make a rule of several events (`recurrence`, `near_repeat`, `threshold`), of silences by the clock (`quiet`), or of clusters, by an administrator of the whole county',
    description:
      'It begins now: events of before count, and raise nothing by themselves. `types` and `grids` of the settings say what it watches; empty: all. One of clusters runs in the shadow until it was tried on the past and passes. At most 50 are made by hand, 10 of them of clusters.',
    body: { json: { RuleIn } },
    answer: { says: 'all rules', status: 201, json: { Rules } },
  },
  removeRule: {
    method: 'DELETE',
    path: '/api/rules/{id}',
    access: 'viewer',
    summary: 'Remove a rule that somebody made; its living alerts end as their time comes, and its past stays. Others are switched off by `PUT`',
    params: OneRule,
    answer: { says: 'all rules', json: { Rules } },
    problems: [404],
  },
  changeRules: {
    method: 'PUT',
    path: '/api/rules',
    access: 'viewer',
    summary: 'Change rules: only what is given, as a new version of each; by an administrator of the whole county',
    description:
      'What is known of a rule (`record`) holds as long as its settings stay. `types` and `grids` of the settings say what it watches, each grid with all below it; empty or not said: all. `hours` say when it may call (`every` day, `working` or `free` ones; from and to by the county’s clock, over midnight too); null: at any hour. What is not red and comes at another time is listed and waits for them. One that is switched on again begins then: what fell due meanwhile is the past. A rule of inference is `published` only with a record that passes its gates: otherwise 409 `no_record`.',
    body: { json: { RulesIn } },
    answer: { says: 'all rules', json: { Rules } },
    problems: [404, 409],
  },
} as const satisfies Routes
