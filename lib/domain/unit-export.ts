import type { ExportColumn } from './event-export'
import type { Words } from './language'
import type { Skill } from './skills'
import type { RegisteredAs, UnitKind, UnitLinkKind, UnitRole, UnitRow } from './unit'

const w = (zh: string, en: string): Words => ({ zh, en })

/** What kinds of units are called in files, which an import takes back. */
export const UNIT_KIND_WORDS: Record<UnitKind, Words> = {
  work_committee: w('党工委', 'Party working committee'),
  joint_committee: w('联合党委', 'Joint Party committee'),
  joint_branch: w('联合党支部', 'Joint Party branch'),
  party_group: w('党小组', 'Party group'),
  centre_household: w('党员中心户', 'Member household'),
  road_branch: w('片区马路联合党支部', 'Area road branch'),
  commercial_street: w('商业街', 'Shopping street'),
  estate: w('红色物业小区', 'Estate'),
  property_firm: w('物业企业', 'Property firm'),
  owners_committee: w('业主委员会', 'Owners’ committee'),
  stationed_unit: w('驻区单位', 'Resident institution'),
  new_organisation: w('两新组织', 'New organisation'),
  new_workers: w('新就业群体委员会', 'Committee of new workers'),
  volunteer_team: w('志愿队', 'Volunteers'),
  team: w('专业队伍', 'Team'),
}
export const UNIT_ROLE_WORDS: Record<UnitRole, Words> = {
  secretary: w('书记', 'Secretary'),
  deputy: w('副书记', 'Deputy secretary'),
  road_chief: w('路长', 'Road chief'),
  head: w('负责人', 'Head'),
  instructor: w('党建指导员', 'Party instructor'),
  householder: w('户主', 'Householder'),
  member: w('成员', 'Member'),
  registered: w('报到', 'Reported'),
}
export const REGISTERED_WORDS: Record<RegisteredAs, Words> = {
  in_service: w('在职党员', 'Member in service'),
  mobile: w('流动党员', 'Mobile member'),
  no_post: w('无职党员', 'Member without post'),
  enforcement: w('执法人员', 'Law enforcement'),
}
export const SKILL_WORDS: Record<Skill, Words> = {
  mediation: w('调解', 'Mediation'),
  law: w('法律', 'Law'),
  counselling: w('心理疏导', 'Counselling'),
  patrol: w('巡防', 'Patrol'),
  policing: w('社区警务', 'Community policing'),
  fire: w('消防', 'Fire safety'),
  rescue: w('应急救援', 'Rescue'),
  city: w('城市管理', 'City management'),
  repair: w('水电维修', 'Water and power'),
  cleaning: w('保洁', 'Cleaning'),
  medical: w('医护', 'Medical'),
  care: w('助老助困', 'Care'),
  errands: w('代办', 'Errands'),
  publicity: w('宣传', 'Publicity'),
}
/** Columns that name units of other trees, by what the link is. */
export const LINK_COLUMNS: Record<UnitLinkKind, string> = {
  branch: '党组织编号',
  property: '物业编号',
  owners: '业委会编号',
  co_building: '共建单位编号',
}

type Row = UnitRow
const side = (language: string): keyof Words => (language === 'en' ? 'en' : 'zh')

/** The columns of an export of units; no personal data. */
export const UNIT_COLUMNS: readonly ExportColumn<Row>[] = [
  { label: w('名称', 'Name'), width: 32, of: (row, { language }) => (language === 'en' ? row.nameEn : row.name) },
  { label: w('类别', 'Kind'), width: 18, of: ({ kind }, { language }) => UNIT_KIND_WORDS[kind][side(language)] },
  { label: w('上级', 'Above it'), width: 28, of: ({ parent }, { language }) => parent && (language === 'en' ? parent.nameEn : parent.name) },
  { label: w('网格编码', 'Grids'), width: 24, of: ({ grids }) => grids.map(({ code }) => code).join(' ') },
  { label: w('路段', 'Road'), width: 14, of: ({ road }, { language }) => road && (language === 'en' ? road.nameEn : road.name) },
  {
    label: w('特长', 'Skills'),
    width: 24,
    of: ({ skills }, { language }) => skills.map((skill) => SKILL_WORDS[skill][side(language)]).join(language === 'en' ? '; ' : '；'),
  },
  { label: w('成员', 'Members'), width: 8, of: ({ counts }) => counts.members },
  { label: w('报到', 'Reported'), width: 8, of: ({ counts }) => Object.values(counts.registered).reduce((sum, n) => sum + n, 0) },
  { label: w('经度', 'Longitude'), width: 12, of: ({ place }) => place?.[0] ?? null },
  { label: w('纬度', 'Latitude'), width: 12, of: ({ place }) => place?.[1] ?? null },
]
