import type { DutyContent } from './duty'

type Shipped = Pick<DutyContent, 'name' | 'note' | 'subjects' | 'cadence' | 'dueDay' | 'crew' | 'fields' | 'findings'>

const MINUTES: DutyContent['fields'] = [
  { key: 'attended', label: '到会人数', kind: 'number', required: true, options: [] },
  { key: 'matters', label: '议定事项', kind: 'text', required: false, options: [] },
]
/** A list that nobody is on yet, of an article that does not say what it is about: the customer fills it in. */
const EMPTY: Pick<Shipped, 'note' | 'subjects' | 'cadence' | 'dueDay' | 'crew' | 'fields' | 'findings'> = {
  note: '报道未写明内容，请按本地文件填写对象、周期和表单',
  subjects: { kind: 'list', grids: [] },
  cadence: 'monthly',
  dueDay: -1,
  crew: [],
  fields: [],
  findings: true,
}

/**
 * The duties that ship, by the names that the county's article gives them; none begins by itself. What the article does not define (六必访, 六必到, 六个第一) ships
 * empty: no expansion of a slogan is invented.
 */
export const SHIPPED_DUTIES = {
  micro_visit: {
    name: '微走访',
    note: '每网格每月：1 网格员 + 1 社区民警 + 2 志愿者',
    subjects: { kind: 'grids', level: 'leaf' },
    cadence: 'monthly',
    dueDay: 15,
    crew: [
      { role: 'grid_member', count: 1 },
      { role: 'police', count: 1 },
      { role: 'volunteer', count: 2 },
    ],
    fields: [
      { key: 'at_home', label: '在家户数', kind: 'number', required: false, options: [] },
      { key: 'rented', label: '看了出租房', kind: 'number', required: false, options: [] },
      { key: 'shops', label: '看了门店', kind: 'number', required: false, options: [] },
    ],
    findings: true,
  },
  monthly_meeting: {
    name: '月例会',
    note: '社区每月一次',
    subjects: { kind: 'grids', level: 2 },
    cadence: 'monthly',
    dueDay: -1,
    crew: [{ role: 'grid_chief', count: 1 }],
    fields: MINUTES,
    findings: false,
  },
  quarterly_meeting: {
    name: '季度联席会',
    note: '社区每季度一次',
    subjects: { kind: 'grids', level: 2 },
    cadence: 'quarterly',
    dueDay: -1,
    crew: [{ role: 'secretary', count: 1 }],
    fields: MINUTES,
    findings: false,
  },
  branch_meeting: {
    name: '三会一课·支部党员大会',
    note: '联合党支部每季度一次',
    subjects: { kind: 'units', unit: 'joint_branch' },
    cadence: 'quarterly',
    dueDay: -1,
    crew: [{ role: 'secretary', count: 1 }],
    fields: MINUTES,
    findings: false,
  },
  branch_committee: {
    name: '三会一课·支部委员会',
    note: '联合党支部每月一次',
    subjects: { kind: 'units', unit: 'joint_branch' },
    cadence: 'monthly',
    dueDay: -1,
    crew: [{ role: 'secretary', count: 1 }],
    fields: MINUTES,
    findings: false,
  },
  group_meeting: {
    name: '三会一课·党小组会',
    note: '党小组每月一次',
    subjects: { kind: 'units', unit: 'party_group' },
    cadence: 'monthly',
    dueDay: -1,
    crew: [{ role: 'party_member', count: 1 }],
    fields: MINUTES,
    findings: false,
  },
  party_lecture: {
    name: '三会一课·党课',
    note: '联合党支部每季度一次',
    subjects: { kind: 'units', unit: 'joint_branch' },
    cadence: 'quarterly',
    dueDay: -1,
    crew: [{ role: 'secretary', count: 1 }],
    fields: MINUTES,
    findings: false,
  },
  three_ones_month: {
    name: '三个一·月联席',
    note: '联合党委每月一次',
    subjects: { kind: 'units', unit: 'joint_committee' },
    cadence: 'monthly',
    dueDay: -1,
    crew: [{ role: 'secretary', count: 1 }],
    fields: MINUTES,
    findings: false,
  },
  three_ones_half_year: {
    name: '三个一·半年座谈',
    note: '联合党委每半年一次',
    subjects: { kind: 'units', unit: 'joint_committee' },
    cadence: 'half_yearly',
    dueDay: -1,
    crew: [{ role: 'secretary', count: 1 }],
    fields: MINUTES,
    findings: false,
  },
  three_ones_year: {
    name: '三个一·年内解决一件',
    note: '联合党委每年一件实事',
    subjects: { kind: 'units', unit: 'joint_committee' },
    cadence: 'yearly',
    dueDay: -1,
    crew: [{ role: 'secretary', count: 1 }],
    fields: [{ key: 'solved', label: '解决的事', kind: 'text', required: true, options: [] }],
    findings: false,
  },
  four_links: {
    name: '一包四联走访',
    note: '包联网格每月一次',
    subjects: { kind: 'grids', level: 3 },
    cadence: 'monthly',
    dueDay: -1,
    crew: [{ role: 'party_member', count: 1 }],
    fields: [],
    findings: true,
  },
  six_visits: { ...EMPTY, name: '六必访' },
  six_present: { ...EMPTY, name: '六必到' },
  six_firsts: { ...EMPTY, name: '六个第一' },
} as const satisfies Record<string, Shipped>
