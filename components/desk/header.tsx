import type { ReactNode } from 'react'
import { LanguageSwitch } from '@/components/ui/language-switch'
import { Logo } from '@/components/ui/logo'
import { accountTexts } from '@/lib/client/messages/accounts'
import { adminTexts } from '@/lib/client/messages/admin'
import { deskTexts } from '@/lib/client/messages/desk'
import type { Viewer } from '@/lib/domain/access'
import { mayAudit } from '@/lib/domain/account'
import { mayReportSomewhere } from './may-report'

const { nav } = deskTexts

/** Above every page of work: where one is, where one can go, and who one is. */
export function Header({
  viewer,
  scope,
  page,
  children,
}: {
  viewer: Viewer
  scope: string
  page: 'desk' | 'event' | 'report'
  children?: ReactNode
}) {
  return (
    <header className="head">
      <a href="/desk" className="brand">
        <Logo className="size-28" />
        <span>{deskTexts.product}</span>
      </a>
      <nav className="head-nav" aria-label={deskTexts.product}>
        <a href="/desk" aria-current={page === 'desk' ? 'page' : undefined}>
          {nav.desk}
        </a>
        {mayReportSomewhere(viewer) && (
          <a href="/report" aria-current={page === 'report' ? 'page' : undefined}>
            {nav.report}
          </a>
        )}
        <a href="/figures">{adminTexts.nav.figures}</a>
        <a href="/wall">{nav.wall}</a>
        {viewer.scope.kind === 'grids' && <a href="/people">{adminTexts.nav.people}</a>}
        {mayAudit(viewer) && <a href="/audit">{adminTexts.nav.audit}</a>}
        {viewer.role === 'administrator' && <a href="/settings">{adminTexts.nav.settings}</a>}
      </nav>
      <div className="head-end">
        <LanguageSwitch />
        {children}
        <a href="/account" className="person" title={nav.account}>
          <span className="person-name">{viewer.name}</span>
          <span className="muted">
            {accountTexts.roles[viewer.role]} · {scope}
          </span>
        </a>
      </div>
    </header>
  )
}
