'use client'
import { useEffect, useState } from 'react'
import { Failed } from '@/components/page/states'
import { Part } from '@/components/ui/part'
import { photoAddress, readPhotos } from '@/lib/client/event-api'
import { deskTexts } from '@/lib/client/messages/desk'
import type { Attachment } from '@/lib/domain/attachment'

const { event: texts } = deskTexts

/** The photos of an event; `version` changes when there may be more. Nothing is shown where there are none. */
export function Photos({ id, version }: { id: string; version: number }) {
  const [photos, setPhotos] = useState<readonly Attachment[]>([])
  const [fault, setFault] = useState<string | null>(null)
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: read again when the event has changed, or somebody says so
  useEffect(() => {
    let current = true
    void readPhotos(id).then((answer) => {
      if (!current) return
      if (answer.ok) setPhotos(answer.body.attachments)
      setFault(answer.ok ? null : answer.code)
    })
    return () => {
      current = false
    }
  }, [id, version, attempt])
  if (photos.length === 0)
    return fault === null ? null : (
      <Part title={texts.photos}>
        <Failed code={fault} onRetry={() => setAttempt(attempt + 1)} className="px-0!" />
      </Part>
    )
  return (
    <Part title={texts.photos} testId="photos">
      <ul className="flex flex-wrap gap-10">
        {photos.map(({ id: photo, kind, width, height }, i) => (
          <li key={photo} className="flex flex-col gap-2">
            <a href={photoAddress(photo, 'full')} target="_blank" rel="noreferrer">
              {/* biome-ignore lint/performance/noImgElement: a photo behind a session, whose thumbnail is its own size already */}
              <img
                src={photoAddress(photo, 'thumb')}
                alt={texts.photoAlt(texts.photoKinds[kind], i + 1)}
                width={width}
                height={height}
                loading="lazy"
                className="h-96 w-auto min-w-64 rounded-6 bg-track object-cover"
              />
            </a>
            <span className="text-13 text-ink-3">{texts.photoKinds[kind]}</span>
          </li>
        ))}
      </ul>
    </Part>
  )
}
