'use client'
import { useCallback, useEffect, useRef, useState } from 'react'
import { ReportField } from '@/components/report/report-field'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { QrCode } from '@/components/ui/qr-code'
import { http } from '@/lib/client/http'
import { residentTexts } from '@/lib/client/messages/resident'
import { publicRoutes } from '@/lib/domain/routes/public'
import { useUnsent } from './use-unsent'

const { sent: texts } = residentTexts
/** A photo goes over a weak line. */
const PHOTO_MS = 120_000

/** That it was received: the link that shows what becomes of it and how to keep it, while the photos go their way. */
export function ResidentSent({ follow, photos, onAnother }: { follow: string; photos: readonly Blob[]; onAnother(): void }) {
  const [left, setLeft] = useState<readonly Blob[]>(photos)
  const [failed, setFailed] = useState(0)
  const [copied, setCopied] = useState(false)
  const begun = useRef(false)
  const line = useRef<HTMLInputElement>(null)
  const address = `${location.origin}/s/follow#${follow}`
  // whoever left the page now would leave them behind
  const isSending = left.length > 0 && failed === 0
  useUnsent(left.length > 0)
  const sendPhotos = useCallback(
    async (waiting: readonly Blob[]) => {
      const missed: Blob[] = []
      setFailed(0)
      for (const [i, photo] of waiting.entries()) {
        setLeft(waiting.slice(i))
        const answer = await http(publicRoutes.photo, { link: follow, body: photo }, PHOTO_MS)
        if (!answer.ok) missed.push(photo)
      }
      setLeft(missed)
      setFailed(missed.length)
    },
    [follow],
  )
  useEffect(() => {
    if (begun.current) return
    begun.current = true
    void sendPhotos(photos)
  }, [photos, sendPhotos])
  const copy = async () => {
    // browsers keep the clipboard from pages of a plain http address, but not the old way
    const done = await (navigator.clipboard?.writeText(address).then(
      () => true,
      () => false,
    ) ?? false)
    line.current?.select()
    setCopied(done || document.execCommand('copy'))
  }
  return (
    <>
      <ReportField title={texts.title} data-testid="sent" data-follow={follow}>
        <p className="text-16 text-ink-1">{texts.text}</p>
        <QrCode text={address} label={texts.code} className="mx-auto my-4 w-200 rounded-8 border border-line" />
        <input
          ref={line}
          readOnly
          value={address}
          aria-label={texts.code}
          className="min-h-44 w-full rounded-8 border border-line bg-bg px-10 text-13 text-ink-2"
          onFocus={(event) => event.currentTarget.select()}
        />
        <div className="flex flex-wrap gap-8">
          <Action size="large" main className="flex-1" onClick={() => void copy()} data-testid="copy">
            {copied ? texts.copied : texts.copy}
          </Action>
          {isSending ? (
            <Action size="large" className="flex-1" disabled>
              {texts.open}
            </Action>
          ) : (
            <Action size="large" className="flex-1" href={address} data-testid="open-follow">
              {texts.open}
            </Action>
          )}
        </div>
        <p className="font-medium text-ink-1" role="note">
          {texts.keep}
        </p>
      </ReportField>
      {isSending && (
        <p role="status" className="px-4">
          {texts.sendingPhotos(left.length)}
        </p>
      )}
      {failed > 0 && (
        <Callout role="alert">
          <span>{texts.photosFailed(failed)}</span>
          <Action size="large" className="self-start" onClick={() => void sendPhotos(left)}>
            {texts.retry}
          </Action>
        </Callout>
      )}
      {left.length === 0 && photos.length > 0 && <span data-testid="photos-sent" />}
      <Action size="large" onClick={onAnother} disabled={isSending}>
        {texts.another}
      </Action>
    </>
  )
}
