'use client'
import { type ReactNode, useEffect } from 'react'
import { Panel } from '@/components/page/panel'
import { Failed, Waiting } from '@/components/page/states'
import { formatTime } from '@/lib/client/format'
import { said } from '@/lib/client/language'
import { figureTexts } from '@/lib/client/messages/figures'
import type { Read } from '@/lib/client/use-read'
import { civilDate } from '@/lib/domain/clock'
import type { Kpis } from '@/lib/domain/figures'
import { type ChildRow, ChildTable } from './child-table'
import type { BehindOf } from './figure-link'
import { FigureTable } from './figure-table'

/** What is still being written is asked again this often. */
const GROWING_MS = 3_000

/** Until when a period is incomplete, where it reaches into what is still being written; it is asked again until it is not. */
export function useGrowing(read: { from: string | null; completeFrom?: string | null | undefined } | null, again: () => void): string | null {
  const growing = read?.completeFrom && (read.from === null || read.from < read.completeFrom) ? read.completeFrom : null
  useEffect(() => {
    if (!growing) return
    const timer = setTimeout(again, GROWING_MS)
    return () => clearTimeout(timer)
  }, [growing, again])
  return growing
}

/** That the figures of a period come when all is written. */
export function Growing({ until }: { until: string }) {
  return (
    <p className="px-16 py-24 text-15 text-ink-2" role="status" data-testid="growing">
      {figureTexts.growing(civilDate(Date.parse(until)))}
    </p>
  )
}

type Props = {
  read: Read<Kpis>
  isService: boolean
  within: string | null
  title: string
  /** the way here */
  path: ReactNode
  nameOf(code: string): string
  leads(code: string): boolean
  behindOf(code: string | null): BehindOf
  onOpen(code: string): void
}

/** The figures of a period as tables, with those right below; each number leads to the list behind it. */
export function FigureTables({ read: { data: kpis, fault, again }, isService, within, title, path, nameOf, leads, behindOf, onOpen }: Props) {
  const growing = useGrowing(kpis, again)
  const rows: ChildRow[] = isService
    ? (kpis?.nodes ?? []).map(({ node, name, nameEn, children, ...figure }) => ({
        ...{ code: node, name: said({ zh: name, en: nameEn }) },
        ...{ leads: children > 0, figure },
      }))
    : (kpis?.children ?? []).map(({ grid, ...figure }) => ({ code: grid, name: nameOf(grid), leads: leads(grid), figure }))
  return (
    <>
      <Panel title={title} note={path} flush className="overflow-hidden">
        {fault !== null ? (
          <Failed text={fault.code === 'not_found' ? figureTexts.missing : figureTexts.failed} onRetry={again} />
        ) : growing ? (
          <Growing until={growing} />
        ) : kpis ? (
          <FigureTable figure={kpis.total} behind={behindOf(within)} />
        ) : (
          <Waiting />
        )}
      </Panel>
      {fault === null && !growing && (
        <Panel title={figureTexts.below} flush className="overflow-hidden">
          {kpis ? <ChildTable rows={rows} behindOf={behindOf} onOpen={onOpen} /> : <Waiting />}
          {kpis && isService && <p className="border-t border-line px-16 py-10 text-13 text-ink-3">{figureTexts.overlap}</p>}
          {kpis && typeof kpis.unplaced === 'number' && kpis.unplaced > 0 && (
            <p className="border-t border-line px-16 py-10 text-13 text-ink-3">{figureTexts.unplaced(kpis.unplaced)}</p>
          )}
        </Panel>
      )}
      {kpis && (
        <p className="text-13 text-ink-3" data-testid="rule">
          {figureTexts.rule(kpis.rule, formatTime(kpis.asOf === null ? null : Date.parse(kpis.asOf)))}{' '}
          {figureTexts.days(kpis.days.from ?? figureTexts.ever, kpis.days.to ?? figureTexts.ever)}
        </p>
      )}
    </>
  )
}
