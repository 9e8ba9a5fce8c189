'use client'
import { type FormEvent, useState } from 'react'
import { Action } from '@/components/ui/action'
import { Dialog, DialogFoot } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { apiQuery, type ListQuery, readListQuery, writeListQuery } from '@/lib/client/event-query'
import { formatCount } from '@/lib/client/format'
import { http } from '@/lib/client/http'
import { deskTexts } from '@/lib/client/messages/desk'
import { listTexts } from '@/lib/client/messages/list'
import { useRoute } from '@/lib/client/use-read'
import type { Viewer } from '@/lib/domain/access'
import { viewRoutes } from '@/lib/domain/routes/views'
import type { SavedView } from '@/lib/domain/saved-view'
import { useFacets } from './use-listed'

const { views: texts } = listTexts
const chip =
  'flex min-h-32 items-center gap-6 rounded-full border border-line-strong bg-panel px-14 text-14 whitespace-nowrap text-ink-1 hover:bg-track aria-[current]:border-ink-1 aria-[current]:font-semibold max-lg:min-h-44'

/** What everybody is offered, in the words of their work. */
const shippedFor = ({ role }: Viewer): { name: string; query: string }[] => [
  ...(role === 'operator' || role === 'handler' ? [{ name: texts.shipped.mine, query: '?given=me' }] : []),
  { name: texts.shipped.overdue, query: '?light=overdue' },
  { name: texts.shipped.critical, query: '?days=1&urgency=1' },
  ...(role === 'dispatcher' || role === 'supervisor' ? [{ name: texts.shipped.verify, query: '?state=awaiting_verification' }] : []),
  { name: texts.shipped.cards, query: '?card=yellow%2Cred' },
]

/** The part of an address that a view is: not which event is open, nor how it is shown. */
const viewQuery = (query: ListQuery): string => writeListQuery({ ...query, event: undefined, view: undefined })

/** The views of a list, shipped and saved, each with how many events it holds; and the way to save this one. */
export function ViewTabs({ viewer, query, now, onQuery }: { viewer: Viewer; query: ListQuery; now: number | null; onQuery(query: ListQuery): void }) {
  const isPerson = viewer.userId !== undefined
  const { data, set } = useRoute(viewRoutes.list, {}, { enabled: isPerson })
  const [naming, setNaming] = useState(false)
  const saved = data?.views.filter(({ list }) => list === 'events') ?? []
  const current = viewQuery(query)
  const known = [...shippedFor(viewer), ...saved].some((view) => viewQuery(readListQuery(view.query)) === current)
  const remove = async (id: string) => {
    const answer = await http(viewRoutes.remove, { params: { id } })
    if (answer.ok) set(answer.body)
  }
  const tab = (view: { name: string; query: string }) => (
    <ViewTab key={view.query} {...view} now={now} isCurrent={viewQuery(readListQuery(view.query)) === current} onQuery={onQuery} />
  )
  return (
    <nav
      aria-label={texts.label}
      className="relative ml-auto flex max-w-full min-w-0 flex-wrap items-center gap-8 max-lg:ml-0 max-sm:flex-nowrap max-sm:overflow-x-auto"
      data-testid="views"
    >
      {shippedFor(viewer).map(tab)}
      {saved.map((view) => (
        <span key={view.id} className="flex items-center">
          {tab(view)}
          {viewQuery(readListQuery(view.query)) === current && (
            <button
              type="button"
              aria-label={texts.remove(view.name)}
              title={texts.remove(view.name)}
              className="min-h-32 rounded-6 px-8 text-ink-2 hover:text-ink-1 max-lg:min-h-44"
              onClick={() => void remove(view.id)}
            >
              <span aria-hidden>×</span>
            </button>
          )}
        </span>
      ))}
      {isPerson && !known && current !== '' && (
        <button
          type="button"
          className="min-h-32 rounded-full border border-dashed border-line-strong px-14 whitespace-nowrap text-ink-2 hover:text-ink-1 max-lg:min-h-44"
          onClick={() => setNaming(true)}
          data-testid="save-view"
        >
          + {texts.save}
        </button>
      )}
      {naming && <SaveDialog query={current} onSaved={set} onClose={() => setNaming(false)} />}
    </nav>
  )
}

type TabProps = { name: string; query: string; now: number | null; isCurrent: boolean; onQuery(query: ListQuery): void }

function ViewTab({ name, query, now, isCurrent, onQuery }: TabProps) {
  const listed = readListQuery(query)
  const { data } = useFacets(apiQuery(listed, now ?? 0), now !== null)
  return (
    <button
      type="button"
      aria-current={isCurrent ? 'true' : undefined}
      className={chip}
      data-view={query}
      onClick={() => onQuery(isCurrent ? readListQuery('') : listed)}
    >
      {name}
      {data?.counted === 'all' && <span className="text-13 font-normal text-ink-3">{formatCount(data.total)}</span>}
    </button>
  )
}

function SaveDialog({ query, onSaved, onClose }: { query: string; onSaved(views: { views: SavedView[] }): void; onClose(): void }) {
  const [fault, setFault] = useState<string | null>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget).get('name') ?? '')
    const answer = await http(viewRoutes.save, { body: { list: 'events', name, query } })
    if (!answer.ok) return setFault(answer.code === 'conflict' ? texts.full : deskTexts.faults.other)
    onSaved(answer.body)
    onClose()
  }
  return (
    <Dialog title={texts.save} onClose={onClose} testId="save-view-dialog">
      <form onSubmit={submit} className="flex flex-col gap-14 pt-12">
        <Field label={texts.name} name="name" required maxLength={40} autoComplete="off" />
        <p role="alert" className="font-medium text-ink-1 empty:hidden">
          {fault}
        </p>
        <DialogFoot>
          <Action onClick={onClose}>{deskTexts.form.cancel}</Action>
          <Action type="submit" main>
            {texts.saved}
          </Action>
        </DialogFoot>
      </form>
    </Dialog>
  )
}
