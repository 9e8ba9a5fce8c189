'use client'
import { useId, useState } from 'react'
import { useTargets } from '@/components/event/use-targets'
import { Failed } from '@/components/page/states'
import { Choice, Tick, Ticks } from '@/components/ui/choice'
import { DateField, FieldFault, inputLook, labelLook } from '@/components/ui/field'
import { FormDialog, textIn } from '@/components/ui/form-dialog'
import { PartyPicker } from '@/components/ui/party-picker'
import { http } from '@/lib/client/http'
import { unitTexts as texts } from '@/lib/client/messages/units'
import { targetsOf } from '@/lib/client/targets'
import { faultsIn, fieldsIn } from '@/lib/client/unit-problems'
import { faultWord } from '@/lib/client/word-of'
import { sameParty } from '@/lib/client/words'
import { civilDate } from '@/lib/domain/clock'
import type { Party } from '@/lib/domain/life'
import { unitRoutes } from '@/lib/domain/routes/units'
import { SkillName } from '@/lib/domain/skills'
import { RegisteredAs, type UnitDetail, type UnitMember, UnitRole } from '@/lib/domain/unit'

const faultOf = (code: string): string => faultWord(texts.join.faults, code)
const NOTHING: ReadonlyMap<string, string> = new Map()

/** Records that somebody joins a unit, or reports to it; `instructs`: the grid that an instructor is sent to, by code and name. */
export function JoinDialog({
  unit,
  instructs,
  onClose,
}: {
  unit: Pick<UnitDetail, 'id' | 'revision' | 'grids'>
  instructs: { code: string; name: string } | null
  onClose(changed: boolean): void
}) {
  const { targets, failed, again } = useTargets()
  const [person, setPerson] = useState<Party | null>(null)
  const [role, setRole] = useState<UnitRole>(instructs ? 'instructor' : 'member')
  const [requestId] = useState(() => crypto.randomUUID())
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const [wrong, setWrong] = useState(NOTHING)
  const id = useId()
  const near = instructs?.code ?? unit.grids[0]?.code ?? ''
  const people = targets && targetsOf('member', targets, near)
  const roles = UnitRole.options.filter((one) => one !== 'instructor')
  const send = async (data: FormData) => {
    if (!person) return
    setBusy(true)
    const as = RegisteredAs.safeParse(textIn(data, 'registered'))
    const answer = await http(unitRoutes.member, {
      params: { id: unit.id },
      body: {
        ...{ action: 'join', requestId, expectedRevision: unit.revision, person: person.id, role, from: textIn(data, 'from') ?? '' },
        to: textIn(data, 'to') ?? null,
        ...{ registered: role === 'registered' && as.success ? as.data : null, grid: instructs?.code ?? null },
        skills: data.getAll('skills').flatMap((skill) => SkillName.safeParse(skill).data ?? []),
      },
    })
    setBusy(false)
    if (answer.ok) return onClose(true)
    setWrong(faultsIn(fieldsIn(answer)))
    setFault(faultOf(answer.code))
  }
  const chosen = people?.find(({ party }) => person && sameParty(party, person))
  return (
    <FormDialog
      title={instructs ? texts.join.instructor(instructs.name) : texts.join.title}
      busy={busy}
      ready={person !== null}
      fault={fault}
      onDo={(data) => void send(data)}
      onClose={() => onClose(fault !== null)}
    >
      {!instructs && (
        <div className="flex flex-col gap-4">
          <label htmlFor={id} className={labelLook}>
            {texts.join.role}
          </label>
          <select id={id} className={inputLook} value={role} onChange={({ target }) => setRole(UnitRole.safeParse(target.value).data ?? 'member')}>
            {roles.map((one) => (
              <option key={one} value={one}>
                {texts.roles[one]}
              </option>
            ))}
          </select>
        </div>
      )}
      {role === 'registered' && (
        <Choice
          label={texts.join.as}
          name="registered"
          fault={wrong.get('registered')}
          options={RegisteredAs.options.map((one) => [one, texts.registered[one]] as const)}
        />
      )}
      <div className="flex flex-col gap-4">
        <p className={labelLook}>{texts.join.person}</p>
        {failed && !people ? (
          <Failed onRetry={again} className="p-0!" />
        ) : (
          <PartyPicker label={texts.join.person} targets={people} chosen={person} onChoose={setPerson} />
        )}
        <p role="status" className="text-13 text-ink-3">
          {chosen ? texts.join.chosen(chosen.name) : texts.join.choose}
        </p>
        {wrong.has('person') && <FieldFault>{wrong.get('person')}</FieldFault>}
      </div>
      <div className="grid gap-14 sm:grid-cols-2">
        <DateField
          label={texts.join.from}
          type="date"
          name="from"
          required
          defaultValue={civilDate(Date.now())}
          max={civilDate(Date.now())}
          fault={wrong.get('from')}
        />
        <DateField label={texts.join.to} type="date" name="to" fault={wrong.get('to')} />
      </div>
      {!instructs && (
        <Ticks label={texts.join.skills}>
          {SkillName.options.map((skill) => (
            <Tick key={skill} type="checkbox" name="skills" value={skill}>
              {texts.skills[skill]}
            </Tick>
          ))}
        </Ticks>
      )}
    </FormDialog>
  )
}

/** Records the day on which somebody left a unit. */
export function LeaveDialog({
  unit,
  member,
  onClose,
}: {
  unit: Pick<UnitDetail, 'id' | 'revision'>
  member: UnitMember
  onClose(changed: boolean): void
}) {
  const [requestId] = useState(() => crypto.randomUUID())
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const send = async (data: FormData) => {
    setBusy(true)
    const answer = await http(unitRoutes.member, {
      params: { id: unit.id },
      body: { action: 'leave', requestId, expectedRevision: unit.revision, member: member.id, to: textIn(data, 'to') ?? '' },
    })
    setBusy(false)
    if (answer.ok) onClose(true)
    else setFault(faultOf(answer.code))
  }
  return (
    <FormDialog
      title={texts.leave.title(member.name)}
      busy={busy}
      fault={fault}
      onDo={(data) => void send(data)}
      onClose={() => onClose(fault !== null)}
    >
      <DateField label={texts.leave.to} type="date" name="to" required defaultValue={civilDate(Date.now())} min={member.from ?? undefined} />
      <p className="text-13 text-ink-3">{texts.leave.sure}</p>
    </FormDialog>
  )
}
