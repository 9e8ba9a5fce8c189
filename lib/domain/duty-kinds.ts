import type { Words } from './language'
import type { UnitKindName } from './unit-kinds'

type CrewRow = Words & {
  /** one character, for a ring */
  mark: Words
  /** who can be it: whoever holds such a post in the grid, or is in a unit of one of these kinds (with this skill, in one of these roles) */
  from:
    | { post: 'chief' | 'member' }
    | { units: readonly UnitKindName[]; skill?: 'policing'; roles?: readonly ('secretary' | 'deputy' | 'head' | 'member' | 'registered')[] }
}

/** As what somebody goes along (人员组成), a row each. */
export const CREW_ROLES = {
  grid_member: { zh: '网格员', en: 'grid member', mark: { zh: '员', en: 'G' }, from: { post: 'member' } },
  grid_chief: { zh: '网格长', en: 'grid chief', mark: { zh: '长', en: 'C' }, from: { post: 'chief' } },
  police: { zh: '社区民警', en: 'community police officer', mark: { zh: '警', en: 'P' }, from: { units: ['team'], skill: 'policing' } },
  volunteer: { zh: '志愿者', en: 'volunteer', mark: { zh: '志', en: 'V' }, from: { units: ['volunteer_team'] } },
  secretary: {
    zh: '党组织书记',
    en: 'party secretary',
    mark: { zh: '书', en: 'S' },
    from: { units: ['work_committee', 'joint_committee', 'joint_branch', 'road_branch'], roles: ['secretary', 'deputy'] },
  },
  party_member: {
    zh: '党员',
    en: 'party member',
    mark: { zh: '党', en: 'M' },
    from: { units: ['joint_branch', 'party_group', 'road_branch'], roles: ['head', 'member', 'registered'] },
  },
} as const satisfies Record<string, CrewRow>
export type CrewRoleName = keyof typeof CREW_ROLES
