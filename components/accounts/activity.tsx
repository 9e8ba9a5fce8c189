'use client'
import { Failed, Waiting } from '@/components/page/states'
import { accountTexts } from '@/lib/client/messages/accounts'
import { useRoute } from '@/lib/client/use-read'
import { authRoutes } from '@/lib/domain/routes/auth'

const { activity: words } = accountTexts

const time = (text: string) =>
  new Intl.DateTimeFormat('zh-CN', { dateStyle: 'short', timeStyle: 'medium', timeZone: 'Asia/Shanghai' }).format(Date.parse(text))

/** What happened to one's own account of late. */
export function ActivityList() {
  const { data, fault, again } = useRoute(authRoutes.activity, {})
  if (fault) return <Failed code={fault.code} onRetry={again} className="px-0" />
  if (!data) return <Waiting className="px-0" />
  return (
    <>
      <p className="text-14">{words.lead}</p>
      {data.activity.length === 0 && <p className="text-14">{words.none}</p>}
      <ul className="flex max-h-320 flex-col gap-6 overflow-y-auto" data-testid="activity">
        {data.activity.map(({ id, at, action, result, address, by }) => (
          <li key={id} className="flex flex-wrap gap-x-12 text-14" data-action={action}>
            <span className="text-ink-3">{time(at)}</span>
            <span className="text-ink-1">
              {words.actions[action]}
              {result === 'refused' && ` · ${words.refused}`}
            </span>
            <span className="text-ink-3">{by === null ? address : words.by(by)}</span>
          </li>
        ))}
      </ul>
    </>
  )
}
