import type { DutyContent } from './duty'

/** `nameEn`, `noteEn`: said in English as long as nobody has changed the name or the note. */
type Shipped = { nameEn: string; noteEn: string } & Pick<
  DutyContent,
  'name' | 'note' | 'subjects' | 'cadence' | 'dueDay' | 'crew' | 'fields' | 'findings'
>

const MINUTES: DutyContent['fields'] = [
  { key: 'attended', label: '到会人数', kind: 'number', required: true, options: [] },
  { key: 'matters', label: '议定事项', kind: 'text', required: false, options: [] },
]
/** A list that nobody is on yet, of an article that does not say what it is about: the customer fills it in. */
const EMPTY: Pick<Shipped, 'note' | 'noteEn' | 'subjects' | 'cadence' | 'dueDay' | 'crew' | 'fields' | 'findings'> = {
  note: '报道未写明内容，请按本地文件填写对象、周期和表单',
  noteEn: 'The article does not say what it is: to be filled in by the county’s own papers',
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
    nameEn: 'Micro visits',
    note: '每网格每月：1 网格员 + 1 社区民警 + 2 志愿者',
    noteEn: 'Each grid monthly: 1 grid member, 1 police officer, 2 volunteers',
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
    nameEn: 'Monthly meeting',
    note: '社区每月一次',
    noteEn: 'Each community monthly',
    subjects: { kind: 'grids', level: 2 },
    cadence: 'monthly',
    dueDay: -1,
    crew: [{ role: 'grid_chief', count: 1 }],
    fields: MINUTES,
    findings: false,
  },
  quarterly_meeting: {
    name: '季度联席会',
    nameEn: 'Quarterly joint meeting',
    note: '社区每季度一次',
    noteEn: 'Each community quarterly',
    subjects: { kind: 'grids', level: 2 },
    cadence: 'quarterly',
    dueDay: -1,
    crew: [{ role: 'secretary', count: 1 }],
    fields: MINUTES,
    findings: false,
  },
  branch_meeting: {
    name: '三会一课·支部党员大会',
    nameEn: 'Branch assembly (三会一课)',
    note: '联合党支部每季度一次',
    noteEn: 'Each branch quarterly',
    subjects: { kind: 'units', unit: 'joint_branch' },
    cadence: 'quarterly',
    dueDay: -1,
    crew: [{ role: 'secretary', count: 1 }],
    fields: MINUTES,
    findings: false,
  },
  branch_committee: {
    name: '三会一课·支部委员会',
    nameEn: 'Branch committee (三会一课)',
    note: '联合党支部每月一次',
    noteEn: 'Each branch monthly',
    subjects: { kind: 'units', unit: 'joint_branch' },
    cadence: 'monthly',
    dueDay: -1,
    crew: [{ role: 'secretary', count: 1 }],
    fields: MINUTES,
    findings: false,
  },
  group_meeting: {
    name: '三会一课·党小组会',
    nameEn: 'Group meeting (三会一课)',
    note: '党小组每月一次',
    noteEn: 'Each group monthly',
    subjects: { kind: 'units', unit: 'party_group' },
    cadence: 'monthly',
    dueDay: -1,
    crew: [{ role: 'party_member', count: 1 }],
    fields: MINUTES,
    findings: false,
  },
  party_lecture: {
    name: '三会一课·党课',
    nameEn: 'Party lecture (三会一课)',
    note: '联合党支部每季度一次',
    noteEn: 'Each branch quarterly',
    subjects: { kind: 'units', unit: 'joint_branch' },
    cadence: 'quarterly',
    dueDay: -1,
    crew: [{ role: 'secretary', count: 1 }],
    fields: MINUTES,
    findings: false,
  },
  three_ones_month: {
    name: '三个一·月联席',
    nameEn: 'Three ones: monthly meeting',
    note: '联合党委每月一次',
    noteEn: 'Each committee monthly',
    subjects: { kind: 'units', unit: 'joint_committee' },
    cadence: 'monthly',
    dueDay: -1,
    crew: [{ role: 'secretary', count: 1 }],
    fields: MINUTES,
    findings: false,
  },
  three_ones_half_year: {
    name: '三个一·半年座谈',
    nameEn: 'Three ones: half-yearly talk',
    note: '联合党委每半年一次',
    noteEn: 'Each committee half-yearly',
    subjects: { kind: 'units', unit: 'joint_committee' },
    cadence: 'half_yearly',
    dueDay: -1,
    crew: [{ role: 'secretary', count: 1 }],
    fields: MINUTES,
    findings: false,
  },
  three_ones_year: {
    name: '三个一·年内解决一件',
    nameEn: 'Three ones: one matter a year',
    note: '联合党委每年一件实事',
    noteEn: 'Each committee one matter a year',
    subjects: { kind: 'units', unit: 'joint_committee' },
    cadence: 'yearly',
    dueDay: -1,
    crew: [{ role: 'secretary', count: 1 }],
    fields: [{ key: 'solved', label: '解决的事', kind: 'text', required: true, options: [] }],
    findings: false,
  },
  four_links: {
    name: '一包四联走访',
    nameEn: 'Visits of contact cadres (一包四联)',
    note: '包联网格每月一次',
    noteEn: 'Each grid monthly',
    subjects: { kind: 'grids', level: 3 },
    cadence: 'monthly',
    dueDay: -1,
    crew: [{ role: 'party_member', count: 1 }],
    fields: [],
    findings: true,
  },
  six_visits: { ...EMPTY, name: '六必访', nameEn: 'Six visits (六必访)' },
  six_present: { ...EMPTY, name: '六必到', nameEn: 'Six to be present at (六必到)' },
  six_firsts: { ...EMPTY, name: '六个第一', nameEn: 'Six firsts (六个第一)' },
} as const satisfies Record<string, Shipped>

type Named = Pick<DutyContent, 'name' | 'note'> & { shipped: string | null }
/** What a template is called in English, and its note: those that ship, unless somebody has changed them, in English, and all others as they are. */
export function inEnglish({ shipped, name, note }: Named): { nameEn: string; noteEn: string | null } {
  const of: Shipped | undefined = Object.entries(SHIPPED_DUTIES).find(([key]) => key === shipped)?.[1]
  return { nameEn: of?.name === name ? of.nameEn : name, noteEn: of && of.note === note ? of.noteEn : note }
}
