'use client'
import type { FormEvent } from 'react'
import { Action } from '@/components/ui/action'
import { adminTexts } from '@/lib/client/messages/admin'
import { ClockKind, Urgency } from '@/lib/domain/category'
import type { Settings } from '@/lib/domain/settings'
import { Part, type Save } from './admin-page'

const words = adminTexts.settings
const box = 'h-40 w-full rounded-chip border border-line-strong bg-bg px-8 text-1 text-ink-1'

/** Event types with what may be set of them; only the rows that changed are sent. */
export function TypesPart({ settings: { types }, save }: { settings: Settings; save: Save }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const wanted = types.map(({ code }) => ({
      code,
      urgency: Urgency.parse(Number(form.get(`urgency ${code}`))),
      limit: Number(form.get(`limit ${code}`)),
      clock: ClockKind.parse(form.get(`clock ${code}`)),
      lead: String(form.get(`lead ${code}`) ?? '').trim(),
    }))
    const changed = wanted.filter((type, i) => {
      const old = types[i]
      return old && (old.urgency !== type.urgency || old.limit !== type.limit || old.clock !== type.clock || old.lead !== type.lead)
    })
    void save({ types: changed })
  }
  return (
    <Part title={words.types}>
      <form onSubmit={submit} className="flex flex-col gap-14">
        <div className="overflow-x-auto">
          <table className="w-full border-collapse text-left text-1">
            <thead className="text-ink-3">
              <tr>
                {Object.entries(words.type).map(([name, text]) => (
                  <th key={name} className="px-6 py-8 font-medium">
                    {text}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {types.map(({ code, name, urgency, limit, clock, lead }) => (
                <tr key={code} className="border-t border-line">
                  <td className="num px-6 py-6">{code}</td>
                  <td className="px-6 py-6 text-ink-1">{name}</td>
                  <td className="px-6 py-6">
                    <select name={`urgency ${code}`} defaultValue={urgency} className={box} aria-label={`${name} ${words.type.urgency}`}>
                      {Object.entries(adminTexts.urgencies).map(([value, text]) => (
                        <option key={value} value={value}>
                          {text}
                        </option>
                      ))}
                    </select>
                  </td>
                  <td className="px-6 py-6">
                    <input
                      name={`limit ${code}`}
                      type="number"
                      min="0.5"
                      step="0.5"
                      required
                      defaultValue={limit}
                      className={box}
                      aria-label={`${name} ${words.type.limit}`}
                    />
                  </td>
                  <td className="px-6 py-6">
                    <select name={`clock ${code}`} defaultValue={clock} className={box} aria-label={`${name} ${words.type.clock}`}>
                      {ClockKind.options.map((kind) => (
                        <option key={kind} value={kind}>
                          {adminTexts.clocks[kind]}
                        </option>
                      ))}
                    </select>
                  </td>
                  <td className="px-6 py-6">
                    <input name={`lead ${code}`} maxLength={200} defaultValue={lead} className={box} aria-label={`${name} ${words.type.lead}`} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <Action type="submit" main className="self-start">
          {adminTexts.save}
        </Action>
      </form>
    </Part>
  )
}
