'use client'
import { ViewSwitch } from '@/components/page/view-switch'
import { type ListQuery, STATUSES, type Status } from '@/lib/client/event-query'
import { listTexts as texts } from '@/lib/client/messages/list'
import { mayKnowGrid, type Viewer } from '@/lib/domain/access'

const look = 'min-h-32 rounded-8 border border-line-strong bg-panel px-12 text-14 text-ink-1 max-lg:min-h-44'
/** Streets and communities; what lies below them is found by its name. */
const DEEPEST = 12

/** Which part of one's area the list is of. */
export function ScopeChoice({
  viewer,
  names,
  value,
  onChange,
}: {
  viewer: Viewer
  names: Readonly<Record<string, string>>
  value: string | undefined
  onChange(value: string | undefined): void
}) {
  const offered = Object.entries(names)
    .filter(([code]) => mayKnowGrid(viewer, code) && (code.length <= DEEPEST || code === value))
    .sort(([a], [b]) => (a < b ? -1 : 1))
  if (offered.length < 2) return null
  return (
    <select
      aria-label={texts.scope}
      className={`${look} max-w-200`}
      value={value ?? ''}
      onChange={(e) => onChange(e.target.value === '' ? undefined : e.target.value)}
      data-testid="list-scope"
    >
      <option value="">{texts.whole}</option>
      {offered.map(([code, name]) => (
        <option key={code} value={code}>
          {code.length > 9 ? `\u00a0\u00a0${name}` : name}
        </option>
      ))}
    </select>
  )
}

/** Which events: open, closed, void or all. What is over is so much that it begins with a month. */
export function StatusSwitch({ query, onQuery }: { query: ListQuery; onQuery(query: ListQuery): void }) {
  const change = (status: Status) => {
    const anyDay = query.days === undefined && query.from === undefined && query.to === undefined
    const fresh = { ...query, status, state: undefined, light: undefined, order: undefined, event: undefined }
    onQuery(status !== 'open' && anyDay ? { ...fresh, days: 30 } : fresh)
  }
  return (
    <ViewSwitch
      label={texts.statusLabel}
      value={query.status}
      options={STATUSES.map((value) => ({ value, label: texts.statuses[value] }))}
      onChange={change}
      testId="list-status"
    />
  )
}
