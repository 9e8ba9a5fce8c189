import { useCallback, useMemo, useState } from 'react'
import type { Alert } from '@/lib/domain/alert'
import { type AlertGroup, groupAlerts } from '@/lib/domain/related-alerts'

export type AlertGroups = {
  groups: readonly AlertGroup<Alert>[] | null
  /** what is shown now, row by row */
  rows: readonly Alert[] | null
  isOpen(group: AlertGroup<Alert>): boolean
  /** Unfolds or folds the group of an alert; true where there is one to do it with. */
  open(id: string, open: boolean): boolean
}

/**
 * The rows of the queue in their groups. One is open as somebody left it, and where an alert of it is chosen that stands under its head: folding
 * it chooses the head. `fold` false: each stands for itself.
 */
export function useAlertGroups(alerts: readonly Alert[] | null, fold: boolean, chosen: string | null, choose: (id: string) => void): AlertGroups {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const groups = useMemo(
    () => (alerts === null ? null : fold ? groupAlerts(alerts) : alerts.map((head): AlertGroup<Alert> => ({ head, related: [] }))),
    [alerts, fold],
  )
  const isOpen = useCallback(
    ({ head, related }: AlertGroup<Alert>) => related.length > 0 && (opened.has(head.id) || related.some(({ id }) => id === chosen)),
    [opened, chosen],
  )
  const open = useCallback(
    (id: string, wanted: boolean) => {
      const group = groups?.find(({ head, related }) => head.id === id || related.some((one) => one.id === id))
      if (!group || group.related.length === 0 || isOpen(group) === wanted) return false
      const { head, related } = group
      setOpened((old) => new Set(wanted ? [...old, head.id] : [...old].filter((one) => one !== head.id)))
      if (!wanted && related.some((one) => one.id === chosen)) choose(head.id)
      return true
    },
    [groups, isOpen, chosen, choose],
  )
  const rows = useMemo(() => groups?.flatMap((group) => [group.head, ...(isOpen(group) ? group.related : [])]) ?? null, [groups, isOpen])
  return { groups, rows, isOpen, open }
}
