import type { Translated } from '../language'
import type { zh } from './residents.zh-CN'

const number = (n: number) => n.toLocaleString('en-GB')

export const en: Translated<typeof zh> = {
  title: 'Residents’ phones',
  count: (bound, households, residents) => `${number(bound)} of ${number(households)} households, ${number(residents)} people`,
  off: '(switched off)',
  view: 'Show',
  views: { all: 'All households', bound: 'With a phone' },
  phones: 'Phones',
  people: (n) => String(n),
  noneBound: 'No household has bound a phone yet.',
  noHouseholds: 'There are no households here.',
  invite: 'Invite',
  open: 'Manage',
  ofMember: (name, unit) => `${name} · ${unit}`,
  of: (name, address) => `${name} · ${address}`,
  nobody: 'Nobody of this household has bound a phone yet.',
  notBound: 'No phone is bound yet.',
  inviteNow: 'Make a code',
  inviteAnother: 'Invite one more',
  inviteAgain: 'Other phone or PIN',
  how: 'Scanned by the resident’s phone, or typed at /my of this system. It is shown here once.',
  qr: 'Code of the invitation',
  until: (moment) => `Good until ${moment}, once`,
  waiting: (name, by, moment) => `${name === null ? 'An invitation' : `The invitation of ${name}`} by ${by} is unused, good until ${moment}`,
  withdraw: 'Withdraw',
  withdrawn: 'The invitation was withdrawn.',
  locked: 'Locked after five wrong PINs',
  bound: (moment, by) => `Bound ${moment}, invited by ${by}`,
  lastIn: (moment) => `last opened ${moment}`,
  revoke: 'End binding',
  revokeSure: (name) => `End the binding of ${name}? The phone is signed out at once, for good; what was reported goes on.`,
  revoked: (name) => `The binding of ${name} has ended.`,
  close: 'Close',
  codeWhy:
    'They have had a phone, which the next one replaces, or have an order in hand, which it shows. Give a fresh code, which then holds for five minutes.',
  offLong: 'Residents’ phones are switched off; an administrator of the county switches them on in the settings.',
  faults: {
    conflict: 'Residents’ phones are switched off.',
    forbidden: 'Your role invites nobody.',
    step_up_needed: 'No code was made: they have had a phone or have an order in hand, so that inviting them needs a code of your authenticator.',
    second_factor_missing:
      'They have had a phone, which the next one replaces, or have an order in hand, which it shows, so that this needs a second factor: set one up under “My account”, or ask a colleague who has one.',
    not_found: 'Somebody else has dealt with it; close this and open it again.',
    lost: 'No connection; please try again.',
    other: 'That did not work; please try again.',
  },
  tag: 'Resident with a phone',
  said: { yes: 'The resident says it is solved', no: 'The resident says it is not solved' },
  setting: {
    hint: 'A grid member invites a household by a code; the resident binds their own phone with it, sets a PIN of six digits, and from then on reports at /my and sees what becomes of it. What they report waits in “Snap and report” until a dispatcher takes it over. Switching this on and off is audited; while it is off no resident signs in, and what was reported goes on.',
    on: 'Switch on residents’ phones',
    reportsPerDay: 'At most so many reports a day by each',
  },
}
