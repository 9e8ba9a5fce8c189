'use client'
import type { ReactNode } from 'react'
import { deskTexts } from '@/lib/client/messages/desk'
import { Action } from './action'
import { Callout } from './callout'
import { Dialog, DialogFoot } from './dialog'

/** What was written into a field of a form; undefined where it was left empty. */
export function textIn(data: FormData, name: string): string | undefined {
  const value = data.get(name)
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** What must be said with an action, and may be; the button that does it is named like the action. */
export function FormDialog({
  title,
  busy,
  ready = true,
  fault,
  instead,
  onDo,
  onClose,
  children,
}: {
  title: string
  busy: boolean
  /** false while something that must be chosen is not */
  ready?: boolean
  /** why it was not done */
  fault: string | null
  /** what stands in the way of it and leads on by itself */
  instead?: ReactNode
  onDo(said: FormData): void
  onClose(): void
  children: ReactNode
}) {
  return (
    <Dialog title={title} onClose={onClose} testId="action-dialog">
      <form
        className="flex flex-col gap-14 pt-14"
        onSubmit={(e) => {
          e.preventDefault()
          onDo(new FormData(e.currentTarget))
        }}
      >
        {children}
        {instead}
        {fault !== null && <Callout role="alert">{fault}</Callout>}
        <DialogFoot>
          <Action onClick={onClose}>{deskTexts.form.cancel}</Action>
          {!instead && (
            <Action type="submit" main disabled={busy || !ready} data-testid="do">
              {title}
            </Action>
          )}
        </DialogFoot>
      </form>
    </Dialog>
  )
}
