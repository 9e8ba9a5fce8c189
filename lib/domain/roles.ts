/** What a role is; who it is for is told by a viewer's scope. */
type RoleRow = {
  /** what is open to it: the work of the county, or `/my` and `/api/my` alone, of a scope that is nothing but itself */
  reaches: 'work' | 'my'
  /** sensitive events: one by one, or as counts of a street only; a screen in addition reads no free text */
  sees: 'full' | 'plain' | 'screen'
  /** whom it acts for: the parties of its person, also whoever looks after the grids of its area, or nobody */
  actsFor: 'parties' | 'parties and grids' | 'nobody'
  /** whose events it acts on, of those that it sees, and so may read the words of */
  actsOn: 'all' | 'given' | 'own' | 'none'
  /** sends events into its area */
  reports: boolean
  /** what it sends is its own report, also as a token */
  byHand: boolean
  /** takes what it is given (签收) and hands in the result; its actions are rows of event-actions.ts */
  takes: boolean
  /** adds photos */
  attaches: boolean
  /** reads about people and households, masked */
  readsPeople: boolean
  /** manages accounts within its area; of the whole county also its settings */
  administers: boolean
  /** reads the audit, where its scope is the whole county */
  audits: boolean
  /** its token may be taken from a link: it cannot change anything, and an address ends up in histories and logs */
  byLink: boolean
  /** invites households, and with `organises` members of units, to a phone of their own (`/my`), in its area */
  invites: boolean
  /** makes and changes units (组织) in its area, and records who is in them */
  organises: boolean
  /** is a person's: has an account that administrators make, with a name and a password */
  signsIn: boolean
  /** the page that it works on, and so starts from */
  start: '/wall' | '/desk' | '/report' | '/audit' | '/settings' | '/my'
}

const READER = {
  reaches: 'work',
  invites: false,
  organises: false,
  actsFor: 'nobody',
  actsOn: 'none',
  reports: false,
  byHand: false,
  takes: false,
  attaches: false,
  readsPeople: false,
  administers: false,
} as const
const WORKER = {
  reaches: 'work',
  invites: false,
  organises: false,
  reports: true,
  byHand: false,
  takes: false,
  attaches: true,
  administers: false,
  audits: false,
  byLink: false,
  signsIn: true,
  start: '/desk',
} as const

/** The roles, a row each: a new one is a row here, its place in the rows of event-actions.ts and its names in the messages of accounts. */
export const ROLES = {
  screen: { ...READER, sees: 'screen', audits: false, byLink: true, signsIn: false, start: '/wall' },
  viewer: { ...READER, sees: 'plain', audits: false, byLink: true, signsIn: true, start: '/wall' },
  reporter: { ...WORKER, sees: 'plain', actsFor: 'nobody', actsOn: 'own', byHand: true, readsPeople: false, start: '/report' },
  operator: { ...WORKER, sees: 'plain', actsFor: 'parties and grids', actsOn: 'all', byHand: true, takes: true, readsPeople: true, invites: true },
  handler: { ...WORKER, sees: 'plain', actsFor: 'parties', actsOn: 'given', reports: false, takes: true, readsPeople: false },
  dispatcher: { ...WORKER, sees: 'full', actsFor: 'parties', actsOn: 'all', readsPeople: true, invites: true, organises: true },
  supervisor: { ...WORKER, sees: 'full', actsFor: 'parties', actsOn: 'all', readsPeople: true, organises: true },
  administrator: {
    ...WORKER,
    sees: 'plain',
    actsFor: 'nobody',
    actsOn: 'own',
    attaches: false,
    readsPeople: true,
    invites: true,
    organises: true,
    administers: true,
    audits: true,
    start: '/settings',
  },
  auditor: { ...READER, sees: 'plain', audits: true, byLink: true, signsIn: true, start: '/audit' },
  // 居民: bound to a household or as a member of a unit, with a phone and a PIN in place of a name and a password
  resident: { ...READER, reaches: 'my', sees: 'screen', audits: false, byLink: false, signsIn: false, start: '/my' },
} as const satisfies Record<string, RoleRow>

export type RoleName = keyof typeof ROLES
