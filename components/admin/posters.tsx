'use client'
import { useEffect, useRef } from 'react'
import { Action } from '@/components/ui/action'
import { Logo } from '@/components/ui/logo'
import { QrCode } from '@/components/ui/qr-code'
import { orderPosterTexts } from '@/lib/client/messages/order-poster'
import { residentTexts } from '@/lib/client/messages/resident'
import { submissionTexts } from '@/lib/client/messages/submissions'
import { wallTexts } from '@/lib/client/messages/wall'
import type { MadeLink, PosterPurpose } from '@/lib/domain/link'

const { setting: texts, poster: tells } = submissionTexts
const { poster: asks } = orderPosterTexts

/** A sheet of paper for each code, over the page and printed without it; the codes stand nowhere else, so it is not closed by mistake. */
export function Posters({
  made,
  purpose,
  demo,
  nameOf,
  onClose,
}: {
  made: readonly MadeLink[]
  purpose: PosterPurpose
  demo: boolean
  nameOf(code: string): string
  onClose(): void
}) {
  const element = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = element.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  const poster = purpose === 'order' ? asks : tells
  const close = () => {
    if (confirm(texts.closeSure)) onClose()
  }
  return (
    <dialog
      ref={element}
      aria-label={texts.links}
      data-theme="light"
      data-testid="posters"
      className="m-0 h-dvh max-h-none w-full max-w-none overflow-y-auto bg-bg p-0 text-ink-2 scheme-light print:static print:overflow-visible"
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
    >
      <div className="sticky top-0 z-1 flex flex-wrap items-center gap-12 border-b border-line bg-panel px-16 py-10 text-14">
        <p className="min-w-240 flex-1 text-ink-1" role="status">
          {texts.once(made.length)}
        </p>
        <Action main onClick={() => print()}>
          {texts.print}
        </Action>
        <Action onClick={close} data-testid="close-posters">
          {texts.close}
        </Action>
      </div>
      <div data-paper className="mx-auto flex max-w-640 flex-col gap-24 p-24 print:block">
        {made.map(({ id, grid, address }) => (
          <article
            key={id}
            data-poster
            className="flex flex-col items-center gap-16 rounded-12 border border-line bg-panel px-32 py-40 text-center text-ink-1 print:gap-28 print:rounded-none print:border-0 print:pt-60"
            data-testid="poster"
            data-grid={grid}
            data-address={address}
          >
            <p className="flex items-center gap-12 text-26 font-semibold">
              <Logo className="size-40 print:size-[16mm]" />
              <span className="print:text-[14mm] print:leading-none">{purpose === 'order' ? asks.title : residentTexts.title}</span>
            </p>
            <h3 className="text-26 font-semibold print:text-[12mm] print:leading-none">{nameOf(grid)}</h3>
            <QrCode text={address} label={poster.code(nameOf(grid))} className="w-320 print:w-[120mm]" />
            <p className="max-w-400 text-18 font-medium print:max-w-none print:text-[7mm] print:leading-normal">{poster.sentence(nameOf(grid))}</p>
            <p className="text-16 print:text-18">{poster.how}</p>
            <p className="text-16 font-semibold print:text-18">{residentTexts.danger}</p>
            {demo && <p className="text-14">{wallTexts.demo}</p>}
          </article>
        ))}
      </div>
    </dialog>
  )
}
