import dynamic from 'next/dynamic'
import { DoneNotice } from '@/components/ui/done-notice'
import { FaultNotice } from '@/components/ui/fault-notice'
import { actionFault } from '@/lib/client/actions'
import { deskTexts } from '@/lib/client/messages/desk'
import { actionName, type EventWords } from '@/lib/client/words'
import type { Role } from '@/lib/domain/access'
import { ACTIONS } from '@/lib/domain/event-actions'
import type { ListWork } from './use-list-work'

const BulkDialog = dynamic(() => import('@/components/desk/bulk-dialog').then((m) => m.BulkDialog), { ssr: false })

type WorkNoticesProps = { work: ListWork; words: EventWords; departments: readonly string[]; role: Role; onOver(): void }

/** What was done with events of the list or was not, and what is asked before something is. */
export function WorkNotices({ work, words, departments, role, onOver }: WorkNoticesProps) {
  return (
    <>
      {work.done && (
        <DoneNotice
          key={`${work.done.event.number} ${work.done.event.revision}`}
          text={`${deskTexts.done(actionName(work.done.action, words))} · ${work.done.event.caseNumber}`}
          onUndo={ACTIONS[work.done.action].undoable ? () => void work.takeBack() : null}
          onClose={work.forget}
          floats
        />
      )}
      {work.fault && (
        <FaultNotice
          text={deskTexts.notDone.text(actionName(work.fault.action, words), work.fault.event.caseNumber, actionFault(work.fault.code))}
          onRetry={work.fault.retry}
          onClose={work.forgive}
        />
      )}
      {work.asked && (
        <BulkDialog
          action={work.asked.action}
          events={work.asked.events}
          words={words}
          departments={departments}
          role={role}
          onClose={() => {
            work.close()
            onOver()
          }}
        />
      )}
    </>
  )
}
