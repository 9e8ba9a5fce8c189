'use client'
import { type FormEvent, useState } from 'react'
import { ColourMark } from '@/components/alerts/colour-mark'
import { Panel } from '@/components/page/panel'
import { Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Tick, Ticks } from '@/components/ui/choice'
import { inputLook, Labelled } from '@/components/ui/field'
import { allowSound, ring } from '@/lib/client/alarm'
import { colourName } from '@/lib/client/alert-words'
import { http } from '@/lib/client/http'
import { reachTexts } from '@/lib/client/messages/reach'
import { useRoute } from '@/lib/client/use-read'
import { typeName } from '@/lib/client/words'
import type { EventType } from '@/lib/domain/category'
import { Colour } from '@/lib/domain/colour'
import type { Preferences } from '@/lib/domain/preferences'
import { reachRoutes } from '@/lib/domain/routes/reach'
import { ReachHere } from './reach-here'

/** What is proposed to whoever begins to keep quiet hours. */
const NIGHT = { from: '22:00', to: '06:00', red: true }

/** Which alerts call oneself, and by what they reach this browser. */
export function ReachPart({ userId, types }: { userId: string; types: readonly EventType[] }) {
  const { data, fault, again, set } = useRoute(reachRoutes.preferences, {})
  return (
    <Panel id="reach" title={reachTexts.title} testId="reach">
      <p className="text-13 text-ink-3">{reachTexts.note}</p>
      {fault !== null && <Failed text={reachTexts.unread} onRetry={again} className="px-0! py-0!" />}
      {!data && fault === null && <Waiting className="min-h-300 px-0" />}
      {data && <PreferencesForm preferences={data} types={types} onSaved={set} />}
      <ReachHere userId={userId} />
    </Panel>
  )
}

type PreferencesFormProps = { preferences: Preferences; types: readonly EventType[]; onSaved(preferences: Preferences): void }

function PreferencesForm({ preferences, types, onSaved }: PreferencesFormProps) {
  const [draft, setDraft] = useState(preferences)
  const [state, setState] = useState<'saved' | 'failed' | 'busy' | null>(null)
  const change = (of: Partial<Preferences>) => {
    setState(null)
    setDraft((old) => ({ ...old, ...of }))
  }
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setState('busy')
    const answer = await http(reachRoutes.prefer, { body: draft })
    setState(answer.ok ? 'saved' : 'failed')
    if (answer.ok) onSaved(answer.body)
  }
  const { colours, quiet, volume } = draft
  return (
    <form onSubmit={save} className="flex flex-col gap-16" data-testid="preferences">
      <Ticks label={reachTexts.colours}>
        {Colour.options.map((colour) => (
          <Tick
            key={colour}
            type="checkbox"
            name={colour}
            checked={colours.includes(colour)}
            onChange={(e) => change({ colours: Colour.options.filter((one) => (one === colour ? e.currentTarget.checked : colours.includes(one))) })}
          >
            <ColourMark colour={colour} className="size-18" />
            {colourName(colour)}
          </Tick>
        ))}
      </Ticks>
      <TypesField types={types} chosen={draft.types} onChange={(chosen) => change({ types: chosen })} />
      <fieldset className="flex flex-col gap-8">
        <legend className="pb-4 text-13 text-ink-2">{reachTexts.quiet}</legend>
        <Tick type="checkbox" name="quiet" checked={quiet !== null} onChange={(e) => change({ quiet: e.currentTarget.checked ? NIGHT : null })}>
          {reachTexts.quietOn}
        </Tick>
        {quiet && (
          <>
            <div className="grid max-w-360 grid-cols-2 gap-12">
              {(['from', 'to'] as const).map((end) => (
                <Labelled key={end} label={reachTexts[end]}>
                  {(id) => (
                    <input
                      id={id}
                      type="time"
                      name={end}
                      required
                      value={quiet[end]}
                      onChange={(e) => change({ quiet: { ...quiet, [end]: e.currentTarget.value } })}
                      className={inputLook}
                    />
                  )}
                </Labelled>
              ))}
            </div>
            <Tick type="checkbox" name="red" checked={quiet.red} onChange={(e) => change({ quiet: { ...quiet, red: e.currentTarget.checked } })}>
              {reachTexts.red}
            </Tick>
            <p className="text-13 text-ink-3">{reachTexts.quietNote}</p>
          </>
        )}
      </fieldset>
      <Labelled label={reachTexts.volume}>
        {(id) => (
          <span className="flex max-w-360 items-center gap-12">
            <input
              id={id}
              type="range"
              name="volume"
              min="0"
              max="100"
              step="5"
              value={volume}
              onChange={(e) => change({ volume: Number(e.currentTarget.value) })}
              className="min-h-32 min-w-0 flex-1 accent-ink-1 max-lg:min-h-48"
            />
            <span className="w-44 text-right tabular-nums">{volume}%</span>
            <Action
              onClick={() => {
                allowSound()
                ring('orange', volume)
              }}
            >
              {reachTexts.try}
            </Action>
          </span>
        )}
      </Labelled>
      <div className="flex flex-wrap items-center gap-12">
        <Action type="submit" main disabled={state === 'busy'}>
          {reachTexts.save}
        </Action>
        <span role="status" className={state === 'failed' ? 'text-stale' : 'text-live'} data-testid="preferences-said">
          {state === 'saved' ? reachTexts.saved : state === 'failed' ? reachTexts.failed : ''}
        </span>
      </div>
    </form>
  )
}

type TypesFieldProps = { types: readonly EventType[]; chosen: readonly string[] | null; onChange(chosen: string[] | null): void }

/** All types, or some of them, class by class. */
function TypesField({ types, chosen, onChange }: TypesFieldProps) {
  const classes = [...new Set(types.map(({ classCode }) => classCode))]
  return (
    <div className="flex flex-col gap-6">
      <Ticks label={reachTexts.types}>
        <Tick type="radio" name="types" checked={chosen === null} onChange={() => onChange(null)}>
          {reachTexts.allTypes}
        </Tick>
        <Tick type="radio" name="types" checked={chosen !== null} onChange={() => onChange(types.map(({ code }) => code).sort())}>
          {reachTexts.someTypes}
        </Tick>
        {chosen && <span className="self-center text-13 text-ink-3">{reachTexts.chosen(chosen.length)}</span>}
      </Ticks>
      {chosen && (
        <div className="max-h-280 overflow-y-auto rounded-8 border border-line px-12 py-8">
          {classes.map((of) => (
            <div key={of} className="flex flex-wrap gap-x-16 border-t border-line py-4 first:border-t-0">
              {types
                .filter(({ classCode }) => classCode === of)
                .map((type) => (
                  <Tick
                    key={type.code}
                    type="checkbox"
                    name={type.code}
                    checked={chosen.includes(type.code)}
                    onChange={(e) => onChange(e.currentTarget.checked ? [...chosen, type.code].sort() : chosen.filter((code) => code !== type.code))}
                  >
                    {typeName(type)}
                  </Tick>
                ))}
            </div>
          ))}
        </div>
      )}
    </div>
  )
}
