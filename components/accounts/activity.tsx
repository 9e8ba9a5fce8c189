'use client'
import { useEffect, useState } from 'react'
import { readActivity } from '@/lib/client/accounts'
import { accountTexts } from '@/lib/client/messages/accounts'
import type { ActivityRow } from '@/lib/domain/account'

const { activity: words, faults } = accountTexts

const time = (text: string) =>
  new Intl.DateTimeFormat('zh-CN', { dateStyle: 'short', timeStyle: 'medium', timeZone: 'Asia/Shanghai' }).format(Date.parse(text))

/** What happened to one's own account of late. */
export function ActivityList() {
  const [rows, setRows] = useState<readonly ActivityRow[] | null | 'reading'>('reading')
  useEffect(() => void readActivity().then(setRows), [])
  if (rows === 'reading') return null
  if (rows === null)
    return (
      <p role="alert" className="text-14 text-offline">
        {faults.other}
      </p>
    )
  return (
    <>
      <p className="text-14">{words.lead}</p>
      {rows.length === 0 && <p className="text-14">{words.none}</p>}
      <ul className="flex max-h-320 flex-col gap-6 overflow-y-auto" data-testid="activity">
        {rows.map(({ id, at, action, result, address, by }) => (
          <li key={id} className="flex flex-wrap gap-x-12 text-14" data-action={action}>
            <span className="num text-ink-3">{time(at)}</span>
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
