'use client'
import type { FormEvent } from 'react'
import { Panel } from '@/components/page/panel'
import { Action } from '@/components/ui/action'
import { Field } from '@/components/ui/field'
import { colourName } from '@/lib/client/alert-words'
import { adminTexts } from '@/lib/client/messages/admin'
import { Colour } from '@/lib/domain/colour'
import type { Settings } from '@/lib/domain/settings'
import type { Save } from './save'

const words = adminTexts.settings

/** After how many minutes an alert of each colour calls the next rung; a colour that is left empty climbs by hand only, and red must climb. */
export function LadderPart({ settings: { ladder }, save }: { settings: Settings; save: Save }) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const minutes = (colour: Colour) => (data.get(colour) ? Number(data.get(colour)) : null)
    void save({ ladder: { red: Number(data.get('red')), orange: minutes('orange'), yellow: minutes('yellow'), blue: minutes('blue') } })
  }
  return (
    <Panel id="ladder" title={words.ladder}>
      <form onSubmit={submit} className="flex max-w-760 flex-col gap-14" data-testid="ladder-minutes">
        <p className="text-14 text-ink-3">{words.ladderHint}</p>
        <div className="grid grid-cols-[repeat(auto-fit,minmax(130px,1fr))] items-end gap-14">
          {Colour.options.map((colour) => (
            <Field
              key={colour}
              label={words.ladderMinutes(colourName(colour))}
              name={colour}
              type="number"
              min="1"
              max="1440"
              step="1"
              required={colour === 'red'}
              defaultValue={ladder[colour] ?? ''}
            />
          ))}
        </div>
        <Action type="submit" main className="self-start">
          {adminTexts.save}
        </Action>
      </form>
    </Panel>
  )
}
