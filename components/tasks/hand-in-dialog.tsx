'use client'
import { useState } from 'react'
import { TextField } from '@/components/ui/field'
import { FormDialog, textIn } from '@/components/ui/form-dialog'
import { PhotoPicker } from '@/components/ui/photo-picker'
import { tasksTexts as texts } from '@/lib/client/messages/tasks'
import { WORDS_LIMIT } from '@/lib/domain/life-event'

export type Result = { note: string; photos: readonly Blob[] }

/** The result of a task: words, and photos where somebody wants to send them. `from`: one that was taken back. */
export function HandInDialog({
  from,
  busy,
  fault,
  onDo,
  onClose,
}: {
  from: Result | null
  busy: boolean
  fault: string | null
  onDo(result: Result): void
  onClose(): void
}) {
  const [photos, setPhotos] = useState<readonly Blob[]>(from?.photos ?? [])
  return (
    <FormDialog
      title={texts.submit}
      busy={busy}
      fault={fault}
      onDo={(data) => {
        const note = textIn(data, 'note')
        if (note !== undefined) onDo({ note, photos })
      }}
      onClose={onClose}
    >
      <TextField label={texts.note} name="note" required maxLength={WORDS_LIMIT} defaultValue={from?.note} />
      <fieldset className="flex flex-col gap-8">
        <legend className="pb-4 text-13 text-ink-2">{texts.photos}</legend>
        <PhotoPicker photos={photos} onChange={setPhotos} />
      </fieldset>
    </FormDialog>
  )
}
