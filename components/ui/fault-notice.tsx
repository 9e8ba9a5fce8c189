'use client'
import { deskTexts } from '@/lib/client/messages/desk'
import { Action } from './action'
import { Callout } from './callout'

/** Over the foot of the page: what was not done, why, and the way to try again; it stays until it is put away. */
export function FaultNotice({ text, onRetry, onClose }: { text: string; onRetry(): void; onClose(): void }) {
  return (
    <div
      data-floats="notice"
      className="fixed bottom-24 left-1/2 z-40 w-max max-w-[calc(100vw-24px)] -translate-x-1/2 rounded-8 bg-panel shadow-[0_8px_32px_rgb(8_20_32/28%)] max-lg:bottom-84 print:hidden"
    >
      <Callout role="alert" data-testid="not-done">
        <span className="flex flex-wrap items-center gap-x-16 gap-y-6">
          {text}
          <span className="flex gap-8">
            <Action size="small" main onClick={onRetry} data-testid="try-again">
              {deskTexts.notDone.again}
            </Action>
            <Action size="small" onClick={onClose}>
              {deskTexts.notDone.close}
            </Action>
          </span>
        </span>
      </Callout>
    </div>
  )
}
