'use client'
import type { FormEvent } from 'react'
import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { inputLook } from '@/components/ui/field'
import { Table } from '@/components/ui/table'
import { adminTexts } from '@/lib/client/messages/admin'
import { typeName } from '@/lib/client/type-names'
import { ClockKind, Urgency } from '@/lib/domain/category'
import type { Settings } from '@/lib/domain/settings'
import type { Save } from './save'

const words = adminTexts.settings

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
    <Panel id="types" title={words.types}>
      <form onSubmit={submit} className="flex flex-col gap-14">
        <Table columns={Object.values(words.type)} className="[&_input]:min-w-80 [&_select]:min-w-96">
          {types
            .map((type) => ({ ...type, name: typeName(type) }))
            .map(({ code, name, urgency, limit, clock, lead }) => (
              <tr key={code}>
                <td>{code}</td>
                <td className="min-w-140 text-ink-1">{name}</td>
                <td>
                  <select name={`urgency ${code}`} defaultValue={urgency} className={inputLook} aria-label={`${name} ${words.type.urgency}`}>
                    {Object.entries(adminTexts.urgencies).map(([value, text]) => (
                      <option key={value} value={value}>
                        {text}
                      </option>
                    ))}
                  </select>
                </td>
                <td>
                  <input
                    name={`limit ${code}`}
                    type="number"
                    min="0.5"
                    step="0.5"
                    required
                    defaultValue={limit}
                    className={inputLook}
                    aria-label={`${name} ${words.type.limit}`}
                  />
                </td>
                <td>
                  <select name={`clock ${code}`} defaultValue={clock} className={inputLook} aria-label={`${name} ${words.type.clock}`}>
                    {ClockKind.options.map((kind) => (
                      <option key={kind} value={kind}>
                        {adminTexts.clocks[kind]}
                      </option>
                    ))}
                  </select>
                </td>
                <td>
                  <input name={`lead ${code}`} maxLength={200} defaultValue={lead} className={inputLook} aria-label={`${name} ${words.type.lead}`} />
                </td>
              </tr>
            ))}
        </Table>
        <Action type="submit" main className="self-start">
          {adminTexts.save}
        </Action>
      </form>
    </Panel>
  )
}
