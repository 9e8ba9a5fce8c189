import type { Role } from './access'
import type { AccountRow } from './account'
import type { AuditResult, AuditRow } from './audit'
import { stampOf } from './clock'
import { type ExportColumn, type ExportWords, saidIn } from './event-export'
import { JUDGEMENT_KINDS, type JudgementRow } from './judgement'
import type { Words } from './language'
import type { DutyShiftOut } from './roster'
import type { Submission, SubmissionState } from './submission'
import { englishType } from './type-names'

const w = (zh: string, en: string): Words => ({ zh, en })

const ROLE_WORDS: Record<Role, Words> = {
  screen: w('大屏', 'Screen'),
  viewer: w('查看', 'Viewer'),
  reporter: w('信息员', 'Reporter'),
  operator: w('网格员', 'Grid member'),
  handler: w('部门经办', 'Department'),
  dispatcher: w('派单员', 'Dispatcher'),
  supervisor: w('负责人', 'Supervisor'),
  administrator: w('系统管理员', 'Administrator'),
  auditor: w('审计员', 'Auditor'),
  resident: w('居民', 'Resident'),
}
const RESULTS: Record<AuditResult, Words> = { done: w('完成', 'Done'), refused: w('被拒绝', 'Refused'), failed: w('失败', 'Failed') }
const SUBMISSION_STATES: Record<SubmissionState, Words> = {
  submitted: w('待接收', 'Waiting'),
  taken_over: w('已接收', 'Taken over'),
  refused: w('未接收', 'Refused'),
}
const YES = w('是', 'Yes')
const NO = w('否', 'No')

const at = (instant: string | null) => (instant === null ? null : stampOf(Date.parse(instant)))
const yes = (value: boolean | null, { language }: ExportWords) => (value === null ? null : saidIn(language, value ? YES : NO))

/** The columns of an export of the audit; those with `words` name people, or hold what they wrote. Actions and objects go by their codes. */
export const AUDIT_COLUMNS: readonly ExportColumn<AuditRow>[] = [
  { label: w('序号', 'Number'), width: 10, of: ({ id }) => id },
  { label: w('时间', 'Time'), width: 17, of: (row) => at(row.at) },
  { label: w('身份', 'Role'), width: 12, of: ({ actor }, { language }) => (actor?.role ? saidIn(language, ROLE_WORDS[actor.role]) : null) },
  { label: w('操作', 'Action'), width: 26, of: ({ action }) => action },
  { label: w('对象类别', 'Kind of object'), width: 14, of: ({ object }) => object?.kind ?? null },
  { label: w('对象', 'Object'), width: 38, of: ({ object }) => object?.id ?? null },
  { label: w('结果', 'Result'), width: 9, of: ({ result }, { language }) => saidIn(language, RESULTS[result]) },
  { label: w('操作人', 'By'), width: 14, words: true, of: ({ actor }) => actor?.name ?? null },
  { label: w('账号', 'Account'), width: 38, words: true, of: ({ actor }) => actor?.id ?? null },
  { label: w('地址', 'Address'), width: 18, words: true, of: ({ address }) => address },
  { label: w('理由', 'Reason'), width: 32, words: true, of: ({ reason }) => reason },
  { label: w('详情', 'Details'), width: 50, words: true, of: ({ detail }) => JSON.stringify(detail) },
]

/** The columns of an export of accounts; who they are of is in those with `words`. */
export const ACCOUNT_COLUMNS: readonly ExportColumn<AccountRow>[] = [
  { label: w('账号编号', 'Account'), width: 38, of: ({ id }) => id },
  { label: w('身份', 'Role'), width: 12, of: ({ role }, { language }) => saidIn(language, ROLE_WORDS[role]) },
  {
    label: w('范围', 'Scope'),
    width: 28,
    of: ({ scope }, { language }) =>
      scope.kind === 'department'
        ? scope.department
        : scope.prefixes.map((prefix) => prefix || saidIn(language, w('全县', 'Whole county'))).join(language === 'en' ? '; ' : '；'),
  },
  { label: w('停用', 'Disabled'), width: 8, of: ({ disabled }, words) => yes(disabled, words) },
  { label: w('动态验证码', 'Second factor'), width: 12, of: ({ secondFactor }, words) => yes(secondFactor, words) },
  { label: w('上次登录', 'Last signed in'), width: 17, of: ({ signedInAt }) => at(signedInAt) },
  { label: w('锁定至', 'Locked until'), width: 17, of: ({ lockedUntil }) => at(lockedUntil) },
  { label: w('建立时间', 'Made'), width: 17, of: ({ createdAt }) => at(createdAt) },
  { label: w('登录设备', 'Sessions'), width: 9, of: ({ sessions }) => sessions },
  { label: w('登录名', 'User name'), width: 18, words: true, of: ({ username }) => username },
  { label: w('姓名', 'Name'), width: 14, words: true, of: ({ name }) => name },
]

/** The columns of an export of what residents sent (随手拍), masked as its list is; those with `words` hold what they wrote. */
export const SUBMISSION_COLUMNS: readonly ExportColumn<Submission>[] = [
  { label: w('收到时间', 'Sent'), width: 17, of: ({ sentAt }) => at(sentAt) },
  { label: w('状态', 'State'), width: 11, of: ({ state }, { language }) => saidIn(language, SUBMISSION_STATES[state]) },
  {
    label: w('类型', 'Type'),
    width: 22,
    of: ({ type: code }, { language, type }) => {
      const name = code === null ? null : (type(code)?.name ?? code)
      return name !== null && language === 'en' ? (englishType(name) ?? name) : name
    },
  },
  { label: w('地点', 'Place'), width: 32, of: ({ grid }, { place }) => place(grid) },
  { label: w('网格编码', 'Grid'), width: 20, of: ({ grid }) => grid },
  { label: w('发生时间', 'Occurred'), width: 17, of: ({ occurredAt }) => at(occurredAt) },
  { label: w('照片', 'Photos'), width: 7, of: ({ photos }) => photos.length },
  { label: w('处理时间', 'Decided'), width: 17, of: ({ decidedAt }) => at(decidedAt) },
  { label: w('事件编号', 'Event'), width: 17, of: ({ caseNumber }) => caseNumber },
  { label: w('居民说已解决', 'Solved'), width: 12, of: ({ solved }, words) => yes(solved, words) },
  { label: w('内容', 'Words'), width: 50, words: true, of: ({ words }) => words },
  { label: w('联系方式', 'Contact'), width: 18, words: true, of: ({ contact }) => contact },
  { label: w('答复', 'Answer'), width: 32, words: true, of: ({ answer }) => answer },
  { label: w('处理人', 'Decided by'), width: 14, words: true, of: ({ decidedBy }) => decidedBy },
]

/** The columns of an export of judgement reports: what its list says of each, and nothing of what stands in them. */
export const REPORT_COLUMNS: readonly ExportColumn<JudgementRow>[] = [
  { label: w('编号', 'Number'), width: 26, of: ({ number }) => number },
  { label: w('标题', 'Title'), width: 44, of: ({ title }) => title },
  { label: w('类别', 'Kind'), width: 14, of: ({ kind }, { language }) => saidIn(language, JUDGEMENT_KINDS[kind]) },
  { label: w('范围', 'Scope'), width: 24, of: ({ scopeName }) => scopeName },
  { label: w('网格编码', 'Grid'), width: 20, of: ({ scope }) => scope },
  { label: w('时段开始', 'From'), width: 17, of: ({ from }) => at(from) },
  { label: w('时段结束', 'To'), width: 17, of: ({ to }) => at(to) },
  { label: w('逐件写敏感类型', 'Sensitive types'), width: 14, of: ({ sees }, words) => yes(sees === 'full', words) },
  { label: w('生成时间', 'Made'), width: 17, of: ({ madeAt }) => at(madeAt) },
  { label: w('自动生成', 'By schedule'), width: 10, of: ({ scheduled }, words) => yes(scheduled, words) },
]

/** The columns of an export of the duty roster; who is on is in those with `words`. */
export const ROSTER_COLUMNS: readonly ExportColumn<DutyShiftOut>[] = [
  { label: w('上班', 'Begins'), width: 17, of: ({ begins }) => at(begins) },
  { label: w('下班', 'Ends'), width: 17, of: ({ ends }) => at(ends) },
  { label: w('已排值班员', 'Officer planned'), width: 12, of: ({ officer }, words) => yes(officer !== null, words) },
  { label: w('已排带班领导', 'Leader planned'), width: 12, of: ({ leader }, words) => yes(leader !== null, words) },
  { label: w('接班时间', 'Taken over'), width: 17, of: ({ signed }) => at(signed?.at ?? null) },
  { label: w('值班员', 'Officer'), width: 14, words: true, of: ({ officer }) => officer?.name ?? null },
  { label: w('带班领导', 'Leader'), width: 14, words: true, of: ({ leader }) => leader?.name ?? null },
  { label: w('接班人', 'Taken over by'), width: 14, words: true, of: ({ signed }) => signed?.by ?? null },
  { label: w('交接说明', 'Handed over'), width: 40, words: true, of: ({ signed }) => signed?.note ?? null },
]
