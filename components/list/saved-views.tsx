'use client'
import { type FormEvent, type ReactNode, useState } from 'react'
import { Action } from '@/components/ui/action'
import { Dialog, DialogFoot } from '@/components/ui/dialog'
import { Field } from '@/components/ui/field'
import { http } from '@/lib/client/http'
import { deskTexts } from '@/lib/client/messages/desk'
import { listTexts } from '@/lib/client/messages/list'
import { useRoute } from '@/lib/client/use-read'
import { faultWord } from '@/lib/client/word-of'
import type { ExportList } from '@/lib/domain/export'
import { viewRoutes } from '@/lib/domain/routes/views'
import type { SavedView } from '@/lib/domain/saved-view'

const { views: texts } = listTexts
const chip =
  'flex min-h-32 items-center gap-6 rounded-full border border-line-strong bg-panel px-14 text-14 whitespace-nowrap text-ink-1 hover:bg-track aria-[current]:border-ink-1 aria-[current]:font-semibold max-lg:min-h-44'

export type NamedView = { name: string; query: string }

/** The views of a list, shipped and saved, and the way to save this one. */
export function SavedViews({
  list,
  isPerson,
  shipped,
  current,
  plain = (query) => query,
  onGo,
  children,
}: {
  list: ExportList
  /** whoever has an account keeps views */
  isPerson: boolean
  /** what everybody is offered, in the words of their work */
  shipped: readonly NamedView[]
  /** what the address says of the list; empty: nothing */
  current: string
  /** the part of an address that a view is, written in one way */
  plain?(query: string): string
  onGo(query: string): void
  /** beside the name of a view */
  children?(view: NamedView): ReactNode
}) {
  const { data, set } = useRoute(viewRoutes.list, {}, { enabled: isPerson })
  const [naming, setNaming] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const saved = data?.views.filter((view) => view.list === list) ?? []
  const isCurrent = (view: NamedView) => plain(view.query) === current
  const known = [...shipped, ...saved].some(isCurrent)
  const remove = async (id: string) => {
    const answer = await http(viewRoutes.remove, { params: { id } })
    if (answer.ok) set(answer.body)
    setFault(answer.ok ? null : faultWord(deskTexts.faults, answer.code))
  }
  const tab = (view: NamedView) => (
    <button
      key={view.query}
      type="button"
      aria-current={isCurrent(view) ? 'true' : undefined}
      className={chip}
      data-view={view.query}
      onClick={() => onGo(isCurrent(view) ? '' : view.query)}
    >
      {view.name}
      {children?.(view)}
    </button>
  )
  const savable = isPerson && !known && current !== ''
  if (shipped.length === 0 && saved.length === 0 && !savable) return null
  return (
    <nav
      aria-label={texts.label}
      className="relative ml-auto flex print:hidden max-w-full min-w-0 flex-wrap items-center gap-8 max-lg:ml-0 max-sm:order-last max-sm:flex-nowrap max-sm:overflow-x-auto"
      data-testid="views"
    >
      <p role="alert" className="text-14 text-ink-1 empty:hidden">
        {fault}
      </p>
      {/* what is read later stands before what is there at once: the right edge holds that */}
      {saved.map((view) => (
        <span key={view.id} className="flex items-center">
          {tab(view)}
          {isCurrent(view) && (
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
      {shipped.map(tab)}
      {savable && (
        <button
          type="button"
          className="min-h-32 rounded-full border border-dashed border-line-strong px-14 whitespace-nowrap text-ink-2 hover:text-ink-1 max-lg:min-h-44"
          onClick={() => setNaming(true)}
          data-testid="save-view"
        >
          + {texts.save}
        </button>
      )}
      {naming && <SaveDialog list={list} query={current} onSaved={set} onClose={() => setNaming(false)} />}
    </nav>
  )
}

type SaveProps = { list: ExportList; query: string; onSaved(views: { views: SavedView[] }): void; onClose(): void }
function SaveDialog({ list, query, onSaved, onClose }: SaveProps) {
  const [fault, setFault] = useState<string | null>(null)
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget).get('name') ?? '')
    const answer = await http(viewRoutes.save, { body: { list, name, query } })
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
