'use client'
import { useEffect, useState } from 'react'
import { changeSettings, faultWords, readSettings } from '@/lib/client/admin'
import { adminTexts } from '@/lib/client/messages/admin'
import type { Settings } from '@/lib/domain/settings'
import { AccountsPart } from './accounts-part'
import { AdminPage, type Save } from './admin-page'
import { CalendarPart, HoursPart } from './calendar-part'
import { LifecyclePart } from './lifecycle-part'
import { RetentionPart } from './retention-part'
import { TypesPart } from './types-part'
import { WeightsPart } from './weights-part'

/** The settings of the county, part by part; each is saved by itself. `mayChange`: not only looked at. */
export function SettingsForm({ mayChange, demo }: { mayChange: boolean; demo: string | null }) {
  const [settings, setSettings] = useState<Settings | null>(null)
  const [said, setSaid] = useState<{ text: string; good: boolean } | null>(null)
  useEffect(() => {
    void readSettings().then((answer) => (answer.ok ? setSettings(answer.body) : setSaid({ text: faultWords(answer), good: false })))
  }, [])
  const save: Save = async (change) => {
    const answer = await changeSettings(change)
    if (answer.ok) setSettings(answer.body)
    setSaid(answer.ok ? { text: adminTexts.saved, good: true } : { text: faultWords(answer), good: false })
    return answer.ok
  }
  return (
    <AdminPage page="settings" title={adminTexts.settings.title} demo={demo}>
      <p role="status" className={`sticky top-0 min-h-24 text-2 ${said?.good ? 'text-live' : 'text-stale'}`} data-testid="said">
        {said?.text}
      </p>
      {!mayChange && (
        <p className="text-2 text-ink-2" data-testid="read-only">
          {adminTexts.settings.readOnly}
        </p>
      )}
      {settings && (
        <fieldset disabled={!mayChange} className="contents" data-testid="county-settings">
          <LifecyclePart settings={settings} save={save} />
          <WeightsPart settings={settings} save={save} />
          <HoursPart settings={settings} save={save} />
          <CalendarPart settings={settings} save={save} />
          <TypesPart settings={settings} save={save} />
          <RetentionPart settings={settings} save={save} />
        </fieldset>
      )}
      <AccountsPart />
    </AdminPage>
  )
}
