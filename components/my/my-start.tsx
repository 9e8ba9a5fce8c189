'use client'
import { type FormEvent, useEffect, useState } from 'react'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { http } from '@/lib/client/http'
import { said } from '@/lib/client/language'
import { myOrderTexts } from '@/lib/client/messages/my-orders'
import { findPosition } from '@/lib/client/place'
import type { MyStartIn, MyStart as Start } from '@/lib/domain/my-order'
import { myOrderRoutes } from '@/lib/domain/routes/my-orders'
import { line, sheet } from './my-order-words'

const { start: texts, faults } = myOrderTexts

/** Where a volunteer starts from: a community, or where the phone is, read once by whoever agrees; seen, changed and forgotten here. */
export function MyStart() {
  const [start, setStart] = useState<Start | null>(null)
  const [open, setOpen] = useState<'no' | 'ways' | 'consent'>('no')
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  useEffect(() => {
    let over = false
    void http(myOrderRoutes.start).then((answer) => {
      if (!over && answer.ok) setStart(answer.body)
    })
    return () => {
      over = true
    }
  }, [])
  if (!start) return null
  const tell = async (from: MyStartIn['from']) => {
    setBusy(true)
    const answer = await http(myOrderRoutes.setStart, { body: { from } })
    setBusy(false)
    if (!answer.ok) return setFault(answer.code === 'invalid' ? texts.outside : answer.code === 'lost' ? faults.lost : faults.other)
    setFault(null)
    setOpen('no')
    setStart(answer.body)
  }
  const locate = async () => {
    setBusy(true)
    const fix = await findPosition()
    setBusy(false)
    if (typeof fix === 'string') return setFault(texts.denied)
    await tell({ kind: 'phone', position: fix.position })
  }
  const choose = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    void tell({ kind: 'grid', grid: String(new FormData(event.currentTarget).get('grid') ?? '') })
  }
  const { at, choices } = start
  const place = at === null ? null : said({ zh: at.name, en: at.nameEn }) || texts.somewhere
  return (
    <section className={sheet} data-testid="my-start" data-set={at !== null}>
      <div className="flex items-center gap-10">
        <h2 className="min-w-0 flex-1 text-18 font-semibold text-ink-1">{texts.title}</h2>
        <Action size="large" aria-expanded={open !== 'no'} onClick={() => setOpen(open === 'no' ? 'ways' : 'no')} data-testid="change-start">
          {texts.change}
        </Action>
      </div>
      <p role="status">{place === null ? texts.unit : texts.at(place)}</p>
      {open !== 'no' && (
        <>
          {choices.length > 0 && (
            <form className="flex flex-col gap-8" onSubmit={choose}>
              <label className="flex flex-col gap-6 font-medium text-ink-1">
                {texts.choose}
                <select name="grid" required className={line} defaultValue="" data-testid="start-grid">
                  <option value="">{texts.none}</option>
                  {choices.map(({ code, name, nameEn }) => (
                    <option key={code} value={code}>
                      {said({ zh: name, en: nameEn })}
                    </option>
                  ))}
                </select>
              </label>
              <Action size="large" main={open === 'ways'} type="submit" disabled={busy} data-testid="start-set">
                {texts.set}
              </Action>
            </form>
          )}
          {open === 'ways' && (
            <Action size="large" onClick={() => setOpen('consent')} data-testid="start-here">
              {texts.here}
            </Action>
          )}
          {open === 'consent' && (
            <>
              <p className="text-16">{texts.consent}</p>
              <Action size="large" main disabled={busy} onClick={() => void locate()} data-testid="start-agree">
                {texts.agree}
              </Action>
            </>
          )}
          {at !== null && (
            <Action size="large" disabled={busy} onClick={() => void tell(null)} data-testid="start-forget">
              {texts.forget}
            </Action>
          )}
        </>
      )}
      {fault !== null && <Callout role="alert">{fault}</Callout>}
    </section>
  )
}
