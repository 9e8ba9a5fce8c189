'use client'
import { Action } from '@/components/ui/action'
import { Callout } from '@/components/ui/callout'
import { inputLook, Labelled } from '@/components/ui/field'
import { Table } from '@/components/ui/table'
import { sourceFieldsTexts as names } from '@/lib/client/messages/source-fields'
import { sourcesTexts as texts } from '@/lib/client/messages/sources'
import { wordOf } from '@/lib/client/word-of'
import { STAGE_FIELDS } from '@/lib/domain/feed-fields'
import { fieldsOf, type SourceMapping, type SourceSubject } from '@/lib/domain/source'
import type { SourcePreview } from '@/lib/domain/source-list'

const { form: words } = texts
const nameOf = (subject: SourceSubject, field: string): string =>
  subject === 'units' && field === 'name' ? names.unitName : (wordOf(names.fields, field) ?? field)
const STAGES: ReadonlySet<string> = new Set(STAGE_FIELDS)

/** Which column holds what: to choose from the columns of the file where there is one, else to write; and the first rows of the file. */
export function MappingFields({
  subject,
  mapping,
  preview,
  fault,
  onChange,
}: {
  subject: SourceSubject
  mapping: SourceMapping
  preview: SourcePreview | null
  fault: string | null
  onChange(mapping: SourceMapping): void
}) {
  const set = (field: string, column: string) => onChange({ ...mapping, [field]: column })
  const fields = fieldsOf(subject)
  const stages = fields.filter(({ field }) => subject === 'events' && STAGES.has(field))
  const choice = ({ field, needed }: { field: string; needed: boolean }) => (
    <Labelled key={field} label={needed ? `${nameOf(subject, field)}（${words.needed}）` : nameOf(subject, field)}>
      {(id) =>
        preview ? (
          <select id={id} className={inputLook} value={mapping[field] ?? ''} data-field={field} onChange={(e) => set(field, e.currentTarget.value)}>
            <option value="">{texts.none}</option>
            {columnsOf(preview, mapping[field]).map((column) => (
              <option key={column} value={column}>
                {column}
              </option>
            ))}
          </select>
        ) : (
          <input
            id={id}
            className={inputLook}
            value={mapping[field] ?? ''}
            maxLength={100}
            autoComplete="off"
            data-field={field}
            onChange={(e) => set(field, e.currentTarget.value)}
          />
        )
      }
    </Labelled>
  )
  return (
    <fieldset className="flex min-w-0 flex-col gap-10 border-t border-line pt-12">
      <legend className="float-left w-full font-semibold text-ink-1">{words.mapping}</legend>
      <p className="clear-both text-13 text-ink-3">{subject === 'events' ? words.eventMapping : words.mappingHint}</p>
      {preview && Object.keys(preview.guess).length > 0 && (
        <p>
          <Action size="small" onClick={() => onChange({ ...preview.guess })} data-testid="guess-mapping">
            {words.guess}
          </Action>
        </p>
      )}
      <div className="grid grid-cols-2 gap-10 max-sm:grid-cols-1">{fields.filter((one) => !stages.includes(one)).map(choice)}</div>
      {stages.length > 0 && (
        <details className="min-w-0" open={stages.some(({ field }) => mapping[field]) || undefined}>
          <summary className="w-fit cursor-pointer text-ink-2 hover:text-ink-1" data-testid="stage-fields">
            {words.stages}
          </summary>
          <div className="grid grid-cols-2 gap-10 pt-10 max-sm:grid-cols-1">{stages.map(choice)}</div>
        </details>
      )}
      {fault !== null && <Callout role="alert">{fault}</Callout>}
      {preview && (
        <>
          <p className="text-13 text-ink-3">{words.preview}</p>
          <Table columns={[...new Set(preview.header.filter((name) => name !== ''))]} testId="preview" className="whitespace-nowrap">
            {preview.rows.map(({ line, cells }) => (
              <tr key={line}>{cells.map((cell, i) => preview.header[i] !== '' && <td key={preview.header[i]}>{cell}</td>)}</tr>
            ))}
          </Table>
        </>
      )}
    </fieldset>
  )
}

/** The columns of the file, and what is mapped though the file has no such column. */
const columnsOf = ({ header }: SourcePreview, mapped: string | undefined): string[] => [
  ...new Set([...header.filter((name) => name !== ''), ...(mapped === undefined || mapped === '' ? [] : [mapped])]),
]
