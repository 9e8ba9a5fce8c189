'use client'
import { Failed } from '@/components/page/states'
import { Choice } from '@/components/ui/choice'
import { deskTexts } from '@/lib/client/messages/desk'
import { useTargets } from './use-targets'

const { form } = deskTexts

/** Who watches the card (督办人): a supervisor in whose area the event lies. */
export function WatcherField({ grid }: { grid: string }) {
  const { targets, failed, again } = useTargets()
  const here = targets?.watchers.filter(({ areas }) => areas.some((area) => grid.startsWith(area))) ?? []
  if (failed) return <Failed text={form.unread} onRetry={again} className="px-0" />
  return (
    <Choice
      key={here.length}
      label={form.supervisor}
      name="supervisor"
      {...(here[0] && { value: here[0].id })}
      options={here.length > 0 ? here.map(({ id, name }) => [id, name] as const) : [['', targets ? form.nobody : form.reading] as const]}
    />
  )
}
