'use client'
import { useEffect, useMemo, useState } from 'react'
import { reportTexts } from '@/lib/client/messages/report'
import { shrinkPhoto } from '@/lib/client/photo'

const { photos: texts } = reportTexts
const MAX_PHOTOS = 6

/** Photos of a report, made small at once. */
export function PhotoField({ photos, onChange }: { photos: readonly Blob[]; onChange(photos: readonly Blob[]): void }) {
  const [bad, setBad] = useState(false)
  const addresses = useMemo(() => photos.map((photo) => URL.createObjectURL(photo)), [photos])
  useEffect(() => () => addresses.forEach((a) => void URL.revokeObjectURL(a)), [addresses])
  const add = async (files: FileList | null) => {
    setBad(false)
    const made = await Promise.all([...(files ?? [])].slice(0, MAX_PHOTOS - photos.length).map(shrinkPhoto))
    setBad(made.some((p) => p === null))
    onChange([...photos, ...made.flatMap((p) => p ?? [])])
  }
  return (
    <section className="field">
      <h2>{texts.title}</h2>
      <div className="thumbs">
        {addresses.map((address, i) => (
          <div key={address} className="thumb">
            {/* biome-ignore lint/performance/noImgElement: a picture that lies on this phone only */}
            <img src={address} alt={texts.alt(i + 1)} />
            <button type="button" aria-label={texts.remove} onClick={() => onChange(photos.filter((_, j) => j !== i))}>
              ×
            </button>
          </div>
        ))}
        {photos.length < MAX_PHOTOS && (
          <label className="add-photo">
            <span aria-hidden>＋</span>
            {texts.add}
            <input
              type="file"
              accept="image/*"
              multiple
              className="sr-only"
              data-testid="photo-input"
              onChange={(e) => {
                void add(e.target.files).then(() => {
                  e.target.value = ''
                })
              }}
            />
          </label>
        )}
      </div>
      {bad && (
        <p role="alert" className="notice">
          {texts.bad}
        </p>
      )}
      <p className="muted">{texts.note}</p>
    </section>
  )
}
