/**
 * The kinds of units (组织), a row each. `tree`: units of one tree have parents in it and nowhere else; `under`: the kinds that one stands below (none: it is
 * a root); `covers`: it is a party organisation of its own ground, so that a grid that it is linked with is covered (组织覆盖); a committee of a community is not, or nothing
 * would ever be blank. `mark`: how it is drawn.
 */
type KindRow = { tree: string; under: readonly string[]; covers?: true; mark: 'filled' | 'outlined' | 'ring' | 'dot' | 'line' | 'plain' }

export const UNIT_KINDS = {
  /** 党工委 */
  work_committee: { tree: 'party', under: [], mark: 'filled' },
  /** 联合党委 */
  joint_committee: { tree: 'party', under: ['work_committee'], mark: 'filled' },
  /** 联合党支部 */
  joint_branch: { tree: 'party', under: ['joint_committee'], covers: true, mark: 'outlined' },
  /** 党小组 */
  party_group: { tree: 'party', under: ['joint_branch'], covers: true, mark: 'ring' },
  /** 党员中心户 */
  centre_household: { tree: 'party', under: ['party_group', 'joint_branch'], mark: 'dot' },
  /** 片区马路联合党支部 */
  road_branch: { tree: 'road', under: [], mark: 'line' },
  /** 商业街 */
  commercial_street: { tree: 'street', under: [], mark: 'plain' },
  /** 红色物业小区 */
  estate: { tree: 'estate', under: [], mark: 'plain' },
  /** 物业企业 */
  property_firm: { tree: 'firm', under: [], mark: 'plain' },
  /** 业主委员会 */
  owners_committee: { tree: 'owners', under: [], mark: 'plain' },
  /** 驻区单位 */
  stationed_unit: { tree: 'stationed', under: [], mark: 'plain' },
  /** 两新组织 */
  new_organisation: { tree: 'new', under: [], mark: 'plain' },
  /** 新就业群体委员会 */
  new_workers: { tree: 'workers', under: [], mark: 'plain' },
  /** 志愿队 */
  volunteer_team: { tree: 'volunteers', under: [], mark: 'plain' },
  /** 专业队伍: may be a party of events */
  team: { tree: 'teams', under: [], mark: 'plain' },
} as const satisfies Record<string, KindRow>
export type UnitKindName = keyof typeof UNIT_KINDS

/** Links across trees (对照、共建), a row each: from which kinds to which. */
export const LINK_KINDS = {
  /** the party organisation of an estate, a street or a firm */
  branch: {
    from: ['estate', 'commercial_street', 'property_firm', 'new_organisation', 'new_workers'],
    to: ['joint_branch', 'party_group', 'road_branch'],
  },
  /** 物业企业 of an estate */
  property: { from: ['estate'], to: ['property_firm'] },
  /** 业主委员会 of an estate */
  owners: { from: ['estate'], to: ['owners_committee'] },
  /** 共建: who builds together with an organisation of the party */
  co_building: {
    from: ['work_committee', 'joint_committee', 'joint_branch', 'road_branch'],
    to: ['stationed_unit', 'new_organisation', 'new_workers'],
  },
} as const satisfies Record<string, { from: readonly UnitKindName[]; to: readonly UnitKindName[] }>
export type LinkKindName = keyof typeof LINK_KINDS

/** What somebody is in a unit, in the order in which they stand. */
export const UNIT_ROLES = [
  /** 书记 */
  'secretary',
  /** 副书记 */
  'deputy',
  /** 路长 */
  'road_chief',
  /** 主任、负责人、队长 */
  'head',
  /** 党建指导员, of a grid that has no organisation yet */
  'instructor',
  /** 中心户户主 */
  'householder',
  /** 党员, 队员 */
  'member',
  /** whoever reported to it (报到) */
  'registered',
] as const

/** As what somebody reports to a unit (报到): 在职, 流动, 无职 党员, 执法人员. */
export const REGISTERED_AS = ['in_service', 'mobile', 'no_post', 'enforcement'] as const
