'use client'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { Field, inputLook, Labelled } from '@/components/ui/field'
import { Table } from '@/components/ui/table'
import { faultWords } from '@/lib/client/admin'
import { fetchGrids } from '@/lib/client/api'
import { formatDeadline, formatMoment } from '@/lib/client/due'
import type { GridShape } from '@/lib/client/grids'
import { http } from '@/lib/client/http'
import { submissionTexts } from '@/lib/client/messages/submissions'
import { useRoute } from '@/lib/client/use-read'
import { useNow } from '@/lib/client/use-store'
import { LINK_LEVEL, type Link, type MadeLink, type PosterPurpose } from '@/lib/domain/link'
import { linkRoutes } from '@/lib/domain/routes/links'
import { Posters } from './posters'

const { setting: texts } = submissionTexts
const EVERY = 'every'
type State = keyof typeof texts.states

const stateOf = ({ revokedAt, expiresAt }: Link, now: number): State =>
  revokedAt !== null ? 'revoked' : expiresAt !== null && Date.parse(expiresAt) <= now ? 'expired' : 'holds'

/** The codes of the communities in one's area: made and printed at once, since their secrets are told only then, and withdrawn. */
export function LinksPart({ title, on, demo, purpose }: { title: string; on: boolean; demo: boolean; purpose: PosterPurpose }) {
  const { data, fault, again, set } = useRoute(linkRoutes.list, {})
  const [communities, setCommunities] = useState<readonly GridShape[]>([])
  const [made, setMade] = useState<readonly MadeLink[] | null>(null)
  const [failed, setFailed] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  // pressed twice before the button is drawn as busy
  const isBusy = useRef(false)
  const now = useNow(0) ?? 0
  useEffect(() => {
    let current = true
    fetchGrids('').then(
      (tree) => current && setCommunities(tree.list.filter(({ level }) => level === LINK_LEVEL)),
      () => {},
    )
    return () => {
      current = false
    }
  }, [])
  const links = data?.links.filter((link) => link.purpose === purpose) ?? []
  const held = new Set(links.filter((link) => stateOf(link, now) === 'holds').map(({ grid }) => grid))
  const without = communities.filter(({ code }) => !held.has(code))
  const nameOf = (code: string) => communities.find((one) => one.code === code)?.name ?? code

  const make = async (form: FormData) => {
    if (isBusy.current) return
    isBusy.current = true
    setBusy(true)
    const [chosen, days] = [String(form.get('community') ?? ''), Number(form.get('days'))]
    const grids = chosen === EVERY ? without.map(({ code }) => code) : [chosen]
    const answer = await http(linkRoutes.make, { body: { purpose, grids, ...(days > 0 && { days }) } })
    isBusy.current = false
    setBusy(false)
    setFailed(answer.ok ? null : faultWords(answer))
    if (answer.ok) setMade(answer.body.made)
    again()
  }
  const revoke = async ({ id, grid }: Link) => {
    if (!confirm(texts.revokeSure(nameOf(grid)))) return
    const answer = await http(linkRoutes.revoke, { params: { id } })
    setFailed(answer.ok ? null : faultWords(answer))
    if (answer.ok) set(answer.body)
    else again()
  }
  return (
    <section className="flex flex-col gap-12 border-t border-line pt-14" aria-label={title} data-testid="links">
      <h3 className="text-15 font-semibold text-ink-1">{title}</h3>
      {!on && <p className="text-14 text-ink-3">{texts.linksOff}</p>}
      <form
        className="flex flex-wrap items-end gap-12"
        onSubmit={(event: FormEvent<HTMLFormElement>) => {
          event.preventDefault()
          void make(new FormData(event.currentTarget))
        }}
      >
        <div className="w-240 max-sm:w-full">
          <Labelled label={texts.community}>
            {(id) => (
              <select id={id} name="community" required className={inputLook}>
                {without.length > 1 && <option value={EVERY}>{texts.every(without.length)}</option>}
                {communities.map(({ code, name }) => (
                  <option key={code} value={code}>
                    {name}
                  </option>
                ))}
              </select>
            )}
          </Labelled>
        </div>
        <div className="w-240 max-sm:w-full">
          <Field label={texts.days} name="days" type="number" min="1" max="3650" step="1" />
        </div>
        <Action type="submit" disabled={busy || communities.length === 0} data-testid="make-links">
          {texts.make}
        </Action>
      </form>
      {failed !== null && <Callout role="alert">{failed}</Callout>}
      {fault && <Failed text={faultWords(fault)} onRetry={again} />}
      {!data && !fault && <Waiting />}
      {data && links.length === 0 && <p className="text-ink-3">{texts.none}</p>}
      {links.length > 0 && (
        <Table
          columns={[
            texts.columns.community,
            texts.columns.made,
            texts.columns.until,
            texts.columns.uses,
            texts.columns.state,
            { hidden: texts.revoke },
          ]}
          stacks
          testId="link-rows"
        >
          {links.map((link) => {
            const state = stateOf(link, now)
            return (
              <tr key={link.id} data-grid={link.grid} data-state={state}>
                <td>{nameOf(link.grid)}</td>
                <td data-label={texts.columns.made}>
                  {formatMoment(link.createdAt, now)} · {link.createdBy}
                </td>
                <td data-label={texts.columns.until}>{link.expiresAt === null ? texts.forever : formatDeadline(link.expiresAt, now)}</td>
                <td data-label={texts.columns.uses} className="tabular-nums">
                  {texts.uses(link.uses)}
                </td>
                <td data-label={texts.columns.state}>{texts.states[state]}</td>
                <td>
                  {state === 'holds' && (
                    <Action size="small" onClick={() => void revoke(link)} data-testid="revoke-link">
                      {texts.revoke}
                    </Action>
                  )}
                </td>
              </tr>
            )
          })}
        </Table>
      )}
      {made && <Posters made={made} purpose={purpose} demo={demo} nameOf={nameOf} onClose={() => setMade(null)} />}
    </section>
  )
}
