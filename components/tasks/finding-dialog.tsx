'use client'
import { useState } from 'react'
import { Choice, Tick } from '@/components/ui/choice'
import { TextField } from '@/components/ui/field'
import { FormDialog, textIn } from '@/components/ui/form-dialog'
import { PhotoPicker } from '@/components/ui/photo-picker'
import { visitTexts } from '@/lib/client/messages/visits'
import { findPosition } from '@/lib/client/place'
import { typeName } from '@/lib/client/type-names'
import type { EventType } from '@/lib/domain/category'
import { DUTY_WORDS } from '@/lib/domain/duty-item'
import type { Position } from '@/lib/domain/position'

const { finding: texts } = visitTexts

/** Something that was found, as it was written down; with where the phone was, and photos. */
export type Found = { words: string; solved: boolean; type: string | null; position: Position | null; photos: readonly Blob[] }

/** What was found: in words, solved on the spot or an event of a type. The place of the phone is taken only where somebody ticks it. */
export function FindingDialog({ types, onDo, onClose }: { types: readonly EventType[]; onDo(found: Found): void; onClose(): void }) {
  const [solved, setSolved] = useState(false)
  const [photos, setPhotos] = useState<readonly Blob[]>([])
  const [place, setPlace] = useState<Position | 'looking' | 'none' | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const locate = async (wanted: boolean) => {
    if (!wanted) return setPlace(null)
    setPlace('looking')
    const fix = await findPosition()
    // not where it was unticked meanwhile
    setPlace((now) => (now !== 'looking' ? now : typeof fix === 'string' ? 'none' : fix.position))
  }
  return (
    <FormDialog
      title={texts.title}
      busy={false}
      ready={place !== 'looking'}
      fault={fault}
      onDo={(form) => {
        const [words, type] = [textIn(form, 'words'), textIn(form, 'type')]
        if (words === undefined) return
        if (!solved && type === undefined) return setFault(texts.missingType)
        onDo({ words, solved, type: solved ? null : (type ?? null), position: Array.isArray(place) ? place : null, photos: solved ? [] : photos })
      }}
      onClose={onClose}
    >
      <TextField label={texts.words} name="words" required maxLength={DUTY_WORDS} />
      <Tick type="checkbox" checked={solved} onChange={({ target }) => setSolved(target.checked)}>
        {texts.solved}
      </Tick>
      {!solved && (
        <>
          <Choice label={texts.type} name="type" options={[['', texts.noType], ...types.map((type) => [type.code, typeName(type)] as const)]} />
          <Tick type="checkbox" checked={place !== null} onChange={({ target }) => void locate(target.checked)}>
            {texts.here}
          </Tick>
          {place !== null && (
            <p role="status" className="text-14 text-ink-3">
              {place === 'looking' ? texts.locating : place === 'none' ? texts.notLocated : texts.located}
            </p>
          )}
          <fieldset className="flex flex-col gap-8">
            <legend className="pb-4 text-13 text-ink-2">{texts.photos}</legend>
            <PhotoPicker photos={photos} onChange={setPhotos} />
          </fieldset>
        </>
      )}
    </FormDialog>
  )
}
