/*
 * The fields of an event (网格事件) that columns of a file can fill, and what such columns are usually called: for the command line, for replays,
 * and for sources.
 */

/** Fields of a case history (案卷履历), beside those of an event. */
export const STAGE_FIELDS = [
  'acceptedAt',
  'dispatchedAt',
  'lead',
  'assisting',
  'takenAt',
  'handedInAt',
  'result',
  'rework',
  'sentBackAt',
  'extensions',
  'extendedAt',
  'extendedUntil',
  'suspended',
  'suspendedAt',
  'resumedAt',
  'rejectedAt',
  'voidedAt',
  'answer',
  'onSpot',
  'followedUpAt',
  'satisfied',
  'solved',
  'card',
  'supervisedAt',
  'replyBy',
  'reminders',
] as const
export type StageField = (typeof STAGE_FIELDS)[number]

/** Names that columns of exports usually have, by the field they fill; in lower case. */
export const EVENT_COLUMNS = {
  id: ['工单编号', '事件编号', '案件编号', '编号', '流水号', '单号', 'id', 'event_id', 'case_id'],
  occurredAt: [
    '发生时间',
    '上报时间',
    '受理时间',
    '来电时间',
    '登记时间',
    '创建时间',
    '时间',
    'occurredat',
    'occurred_at',
    'time',
    'time_utc',
    'created_local',
  ],
  updatedAt: ['更新时间', '修改时间', 'updatedat', 'updated_at', 'recv_local'],
  handledAt: ['办结时间', '结案时间', '处理完成时间', '完成时间', 'handledat', 'closed_at'],
  type: ['事件类型', '问题类型', '案件类型', '事件类别', '问题分类', '类型', '类别', 'type', 'offense', 'category'],
  lon: ['经度', 'lon', 'lng', 'longitude', 'x'],
  lat: ['纬度', 'lat', 'latitude', 'y'],
  grid: ['网格编码', '所属网格', '网格', '所属社区', '社区', 'grid'],
  urgency: ['紧急程度', '紧急等级', 'urgency'],
  title: ['标题', '事件标题', '诉求标题', '事项名称', 'title'],
  description: ['事件描述', '问题描述', '诉求内容', '内容', '描述', 'description', 'premise'],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** What columns of the stages are usually called. */
export const STAGE_COLUMNS: Readonly<Partial<Record<StageField, readonly string[]>>> = {
  acceptedAt: ['立案时间'],
  dispatchedAt: ['派遣时间', '派单时间'],
  lead: ['处置部门', '主办部门', '承办单位'],
  assisting: ['协办部门'],
  takenAt: ['签收时间'],
  handedInAt: ['处置完成时间', '反馈时间'],
  result: ['处置结果', '办理结果'],
  rework: ['返工次数'],
  extendedUntil: ['延期至'],
  suspendedAt: ['挂账时间'],
  resumedAt: ['恢复时间'],
  rejectedAt: ['不予立案时间', '不予受理时间'],
  voidedAt: ['作废时间'],
  answer: ['答复'],
  onSpot: ['自处置'],
  card: ['督办'],
  reminders: ['催办次数'],
  followedUpAt: ['回访时间'],
  satisfied: ['满意度'],
  solved: ['是否解决'],
}
