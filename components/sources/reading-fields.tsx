'use client'
import { inputLook, Labelled } from '@/components/ui/field'
import { sourcesTexts } from '@/lib/client/messages/sources'
import { Crs } from '@/lib/domain/event-parts'
import { fieldsOf, type SourceReading, type SourceSubject } from '@/lib/domain/source'

const { form: words } = sourcesTexts

/** Other systems of positions than the usual one. */
const SYSTEMS = Crs.options.filter((crs) => crs !== 'WGS84')

const pairsOf = ({ types = {} }: SourceReading): string =>
  Object.entries(types)
    .map((pair) => pair.join('='))
    .join('\n')

/** How files are read, by what stands in the form: a line a word, `text=code`. What is wrong in it the server says. */
export function readingOf(crs: string, types: string): SourceReading {
  const pairs = types.split('\n').flatMap((line) => {
    const [text = '', code = ''] = line.split(/=(?=[^=]*$)/).map((part) => part.trim())
    return text === '' && code === '' ? [] : [[text, code] as const]
  })
  const system = SYSTEMS.find((one) => one === crs)
  return { ...(system && { crs: system }), ...(pairs.length > 0 && { types: Object.fromEntries(pairs) }) }
}

type ReadingProps = { subject: SourceSubject; reading: SourceReading }

/** The system of the positions that a source has; nothing where it has none. */
export function SystemField({ subject, reading }: ReadingProps) {
  if (!fieldsOf(subject).some(({ field }) => field === 'lon')) return null
  return (
    <Labelled label={words.crs}>
      {(id) => (
        <select id={id} name="crs" defaultValue={reading.crs ?? ''} className={inputLook}>
          <option value="">{words.crsUsual}</option>
          {SYSTEMS.map((crs) => (
            <option key={crs} value={crs}>
              {crs}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  )
}

/** Words of a file that stand for types of events. */
export function TypesField({ subject, reading }: ReadingProps) {
  if (subject !== 'events') return null
  return (
    <Labelled label={words.types} hint={words.typesHint}>
      {(id, told) => <textarea id={id} name="types" rows={3} className={inputLook} defaultValue={pairsOf(reading)} aria-describedby={told} />}
    </Labelled>
  )
}
