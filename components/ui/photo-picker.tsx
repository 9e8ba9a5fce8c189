'use client'
import { type ComponentProps, useEffect, useMemo, useRef, useState } from 'react'
import { pageTexts } from '@/lib/client/messages/page'
import { shrinkPhoto } from '@/lib/client/photo'
import { Callout } from './callout'

const { photos: texts } = pageTexts
const MAX_PHOTOS = 6
const icons = {
  camera: 'M4 8h4l1.5-3h5L16 8h4v11H4zM12 16.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z',
  add: 'M12 5v14M5 12h14',
}

/**
 * Photos to be sent, made small at once and shown as they are; where there is a camera at hand it takes them. Until they are small the form
 * that they stand in is not valid, so it cannot be sent without them.
 */
export function PhotoPicker({
  photos,
  most = MAX_PHOTOS,
  onChange,
}: {
  photos: readonly Blob[]
  /** as many as are taken */
  most?: number
  onChange(photos: readonly Blob[]): void
}) {
  const [bad, setBad] = useState(false)
  const [batches, setBatches] = useState(0)
  const latest = useRef(photos)
  latest.current = photos
  const addresses = useMemo(() => photos.map((photo) => URL.createObjectURL(photo)), [photos])
  useEffect(() => () => addresses.forEach((a) => void URL.revokeObjectURL(a)), [addresses])
  const add = async (input: HTMLInputElement) => {
    setBad(false)
    const files = [...(input.files ?? [])]
    input.value = ''
    setBatches((n) => n + 1)
    const made = await Promise.all(files.slice(0, most - photos.length).map(shrinkPhoto))
    setBatches((n) => n - 1)
    // what they were for is gone
    if (!input.isConnected) return
    setBad(made.some((photo) => photo === null))
    latest.current = [...latest.current, ...made.flatMap((photo) => photo ?? [])].slice(0, most)
    onChange(latest.current)
  }
  return (
    <>
      <div className="flex flex-wrap gap-8">
        {addresses.map((address, i) => (
          <div key={address} className="relative">
            {/* biome-ignore lint/performance/noImgElement: a picture that lies on this machine only */}
            <img src={address} alt={texts.alt(i + 1)} className="size-84 rounded-8 object-cover" data-testid="chosen-photo" />
            <button
              type="button"
              aria-label={texts.remove}
              className="absolute -top-6 -right-6 grid size-44 place-items-center"
              onClick={() => onChange(photos.filter((_, j) => j !== i))}
            >
              <span aria-hidden className="grid size-24 place-items-center rounded-full bg-ink-1 text-16 leading-none text-bg">
                ×
              </span>
            </button>
          </div>
        ))}
        {photos.length < most && (
          <>
            <Tile icon="camera" className="pointer-fine:hidden" capture="environment" testId="photo-camera" onFiles={(input) => void add(input)} />
            <Tile icon="add" waits={batches > 0} multiple testId="photo-input" onFiles={(input) => void add(input)} />
          </>
        )}
      </div>
      {bad && <Callout role="alert">{texts.bad}</Callout>}
    </>
  )
}

/** A place for photos that are not there yet; the input in it is what is pressed. */
function Tile({
  icon,
  waits = false,
  testId,
  onFiles,
  className = '',
  ...input
}: { icon: 'camera' | 'add'; waits?: boolean; testId: string; onFiles(input: HTMLInputElement): void } & ComponentProps<'input'>) {
  return (
    <label
      className={`relative flex h-84 min-w-104 cursor-pointer flex-col items-center justify-center gap-4 rounded-8 border border-dashed border-line-strong px-10 text-14 text-ink-1 focus-within:outline-2 focus-within:outline-mark hover:bg-track ${className}`}
    >
      <svg viewBox="0 0 24 24" className="size-24" fill="none" stroke="currentColor" strokeWidth="1.8" strokeLinejoin="round" aria-hidden>
        <path d={icons[icon]} />
      </svg>
      {waits ? texts.waits : texts[icon]}
      <input
        ref={(one) => one?.setCustomValidity(waits ? texts.waits : '')}
        type="file"
        accept="image/*"
        className="sr-only"
        data-testid={testId}
        onChange={(e) => onFiles(e.currentTarget)}
        {...input}
      />
    </label>
  )
}
