import { type FormEvent, useState } from 'react'
import { useSearchKey } from '@/components/list/use-keys'
import { Action } from '@/components/ui/action'
import { ClearTag } from '@/components/ui/tag'
import { sayInAddress } from '@/lib/client/address'
import { peopleTexts } from '@/lib/client/messages/people'
import { isSurname } from '@/lib/domain/surname'

const { search: texts } = peopleTexts

/** Looks for people and households by surname: asked for by Enter and not while somebody writes, since each search is in the audit. */
export function SurnameSearch({ surname, inCommunity }: { surname: string | null; inCommunity: boolean }) {
  const input = useSearchKey()
  const [fault, setFault] = useState(false)
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const wanted = String(new FormData(event.currentTarget).get('surname') ?? '').trim()
    const isGood = wanted === '' || isSurname(wanted)
    setFault(!isGood)
    if (isGood) sayInAddress({ surname: wanted })
  }
  if (!inCommunity) return <p className="text-13 text-ink-3">{texts.where}</p>
  return (
    <search className="contents">
      <form key={surname} onSubmit={submit} className="flex flex-wrap items-center gap-8" data-testid="surname-search">
        <input
          ref={input}
          name="surname"
          type="text"
          aria-label={texts.surname}
          aria-invalid={fault}
          placeholder={texts.hint}
          defaultValue={surname ?? ''}
          maxLength={10}
          autoComplete="off"
          className="min-h-36 w-200 rounded-8 border border-line-strong bg-panel px-12 text-15 text-ink-1 max-lg:min-h-48 max-sm:text-16"
        />
        <Action type="submit">{texts.find}</Action>
        {surname !== null && <ClearTag onClick={() => sayInAddress({ surname: null })}>{surname}</ClearTag>}
        <span role="status" className="text-13 text-ink-3">
          {fault ? texts.bad : texts.audited}
        </span>
      </form>
    </search>
  )
}
