'use client'
import { useRef, useState } from 'react'
import { v4 as uuid } from 'uuid'
import { Choice, Tick } from '@/components/ui/choice'
import { DateField, Field, TextField } from '@/components/ui/field'
import { FormDialog, textIn } from '@/components/ui/form-dialog'
import { useOpened } from '@/components/ui/use-opened'
import { http } from '@/lib/client/http'
import { dutyTexts } from '@/lib/client/messages/duties'
import { unitTexts } from '@/lib/client/messages/units'
import { visitTexts } from '@/lib/client/messages/visits'
import { DutyIn, type DutySubjects, type DutyTemplate } from '@/lib/domain/duty'
import { CrewRole, type DutyField } from '@/lib/domain/duty-item'
import { CADENCES } from '@/lib/domain/duty-period'
import { dutyRoutes } from '@/lib/domain/routes/duties'
import { UnitKind } from '@/lib/domain/unit'
import { faultOf } from './act-dialogs'

const { editor: texts, faults } = dutyTexts
const { roles } = visitTexts.crew
const KINDS = ['grids', 'units', 'posts', 'list'] as const
const LEVELS = ['leaf', '1', '2', '3', '4'] as const
const lineOf = ({ key, label, kind, required, options }: DutyField): string =>
  [key, label, kind, required ? 'required' : '', options.join(', ')].join(' | ').replace(/(?: \| )+$/, '')

/** The fields of a form as lines; undefined where one cannot be understood. */
function fieldsIn(text: string): unknown[] | undefined {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const fields = lines.map((line) => {
    const [key, label, kind, required = '', options = ''] = line.split('|').map((part) => part.trim())
    return { key, label, kind, required: required !== '', options: options.split(/[,，、]/).flatMap((one) => one.trim() || []) }
  })
  return fields.some(({ kind }) => kind === undefined) ? undefined : fields
}

function subjectsIn(form: FormData): unknown {
  const kind = form.get('kind')
  if (kind === 'grids') {
    const level = textIn(form, 'level')
    return { kind, level: level === 'leaf' ? level : Number(level) }
  }
  if (kind === 'units') return { kind, unit: form.get('unit') }
  if (kind === 'posts') return { kind, post: form.get('post') }
  return { kind, grids: (textIn(form, 'grids') ?? '').split(/[\s,，、]+/).filter((code) => code !== '') }
}

type TemplateProps = {
  template: DutyTemplate | null
  onDone(saved: DutyTemplate): void
  /** it is no more as it was when the dialog opened */
  onStale(): void
  onClose(): void
}

/** Makes a template, or changes one as it was when it was read. */
export function TemplateDialog({ template: of, onDone, onStale, onClose }: TemplateProps) {
  const template = useOpened(of)
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<string | null>(null)
  const [kind, setKind] = useState<DutySubjects['kind']>(template?.subjects.kind ?? 'grids')
  const requestId = useRef(uuid())
  const subjects = template?.subjects
  const save = async (form: FormData) => {
    const fields = fieldsIn(textIn(form, 'fields') ?? '')
    if (!fields) return setFault(texts.badFields)
    const parsed = DutyIn.safeParse({
      ...{ requestId: requestId.current, name: textIn(form, 'name'), note: textIn(form, 'note') ?? null, within: textIn(form, 'within') ?? '' },
      ...{
        subjects: subjectsIn(form),
        cadence: form.get('cadence'),
        dueDay: Number(textIn(form, 'dueDay')),
        fields,
        begins: textIn(form, 'begins') ?? null,
      },
      crew: CrewRole.options.flatMap((role) => {
        const count = Number(textIn(form, `crew-${role}`) ?? 0)
        return count > 0 ? [{ role, count }] : []
      }),
      ...{ findings: form.get('findings') === 'on', ended: form.get('ended') === 'on' },
      ...(template && { expectedRevision: template.revision }),
    })
    if (!parsed.success) return setFault(parsed.error.issues[0]?.path[0] === 'fields' ? texts.badFields : faults.invalid)
    setBusy(true)
    const answer = template
      ? await http(dutyRoutes.save, { params: { id: template.id }, body: parsed.data })
      : await http(dutyRoutes.make, { body: parsed.data })
    setBusy(false)
    if (answer.ok) return onDone(answer.body)
    setFault(answer.code === 'conflict' ? faults.stale : faultOf(answer.code))
    if (answer.code === 'conflict') onStale()
  }
  return (
    <FormDialog title={template ? texts.title : texts.make} busy={busy} fault={fault} onDo={(form) => void save(form)} onClose={onClose}>
      <Field label={texts.name} name="name" required maxLength={100} defaultValue={template?.name} />
      <Field label={texts.note} name="note" maxLength={300} defaultValue={template?.note ?? ''} />
      <fieldset className="flex flex-col gap-8">
        <legend className="pb-4 text-13 text-ink-2">{texts.subjects}</legend>
        {KINDS.map((one) => (
          <Tick key={one} type="radio" name="kind" value={one} checked={kind === one} onChange={() => setKind(one)}>
            {texts.kinds[one]}
          </Tick>
        ))}
      </fieldset>
      {kind === 'grids' && (
        <Choice
          label={texts.level}
          name="level"
          value={subjects?.kind === 'grids' ? String(subjects.level) : 'leaf'}
          options={LEVELS.map((level) => [level, texts.levels[level]] as const)}
        />
      )}
      {kind === 'units' && (
        <Choice
          label={texts.unit}
          name="unit"
          value={subjects?.kind === 'units' ? subjects.unit : 'joint_branch'}
          options={UnitKind.options.map((one) => [one, unitTexts.kinds[one]] as const)}
        />
      )}
      {kind === 'posts' && (
        <Choice
          label={texts.post}
          name="post"
          value={subjects?.kind === 'posts' ? subjects.post : 'member'}
          options={(['chief', 'member'] as const).map((post) => [post, texts.posts[post]] as const)}
        />
      )}
      {kind === 'list' && (
        <TextField label={texts.list} name="grids" rows={3} defaultValue={subjects?.kind === 'list' ? subjects.grids.join('\n') : ''} />
      )}
      <Field label={texts.within} name="within" pattern="\d{0,24}" defaultValue={template?.within ?? ''} />
      <Choice
        label={texts.cadence}
        name="cadence"
        value={template?.cadence ?? 'monthly'}
        options={CADENCES.map((cadence) => [cadence, texts.cadences[cadence]] as const)}
      />
      <Field
        label={texts.dueDay}
        hint={texts.dueHint}
        name="dueDay"
        type="number"
        required
        min={-130}
        max={130}
        defaultValue={template?.dueDay ?? -1}
      />
      <fieldset className="grid grid-cols-3 gap-8 max-sm:grid-cols-2">
        <legend className="pb-4 text-13 text-ink-2">{texts.crew}</legend>
        {CrewRole.options.map((role) => (
          <Field
            key={role}
            label={roles[role]}
            name={`crew-${role}`}
            type="number"
            min={0}
            max={10}
            defaultValue={template?.crew.find((part) => part.role === role)?.count ?? 0}
          />
        ))}
      </fieldset>
      <TextField label={texts.fields} name="fields" rows={4} defaultValue={template?.fields.map(lineOf).join('\n')} />
      <Tick type="checkbox" name="findings" defaultChecked={template?.findings ?? true}>
        {texts.findings}
      </Tick>
      <DateField label={texts.begins} type="date" name="begins" defaultValue={template?.begins ?? ''} />
      {template && (
        <Tick type="checkbox" name="ended" defaultChecked={template.ended}>
          {texts.ended}
        </Tick>
      )}
      <p className="text-13 text-ink-3">{texts.hint}</p>
    </FormDialog>
  )
}
