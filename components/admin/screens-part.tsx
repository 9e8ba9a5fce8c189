'use client'
import { useState } from 'react'
import { Panel } from '@/components/page/panel'
import { Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { inputLook } from '@/components/ui/field'
import { faultWords } from '@/lib/client/admin'
import { http } from '@/lib/client/http'
import { adminTexts } from '@/lib/client/messages/admin'
import { screenTexts as texts } from '@/lib/client/messages/screen'
import { useRoute } from '@/lib/client/use-read'
import { HeatWindow } from '@/lib/domain/heat'
import { screenRoutes } from '@/lib/domain/routes/screens'
import { DWELL, SceneKind, type Screen, type Screens, SHIPPED_PROGRAM, type TourScene } from '@/lib/domain/screen'
import { ScreenPanels } from './screen-panels'

/** The tours of the screens that the viewer may program, one after the other. */
export function ScreensPart() {
  const { data, fault, again, set } = useRoute(screenRoutes.list, {})
  return (
    <Panel id="screens" title={texts.program} testId="screens">
      <p className="text-14 text-ink-3">{texts.programHint}</p>
      {fault && <Failed text={faultWords(fault)} onRetry={again} />}
      {!data && !fault && <Waiting />}
      {data?.screens.length === 0 && <p>{texts.noScreens}</p>}
      {data?.screens.map((screen) => (
        <ScreenForm key={screen.id} screen={screen} onSaved={set} />
      ))}
    </Panel>
  )
}

/** A row of the form: a scene with a key of its own, since it is moved. */
type Row = { key: number; scene: TourScene }

function ScreenForm({ screen: { id, name, program }, onSaved }: { screen: Screen; onSaved(screens: Screens): void }) {
  const [rows, setRows] = useState<Row[]>(() => program.scenes.map((scene, key) => ({ key, scene })))
  const [on, setOn] = useState(program.on)
  const [panels, setPanels] = useState(program.panels)
  const [said, setSaid] = useState<{ text: string; good: boolean } | null>(null)
  // as it was when the form was filled from it, or saved last
  const [seen, setSeen] = useState(program)
  const change = (key: number, part: Partial<TourScene>) =>
    setRows(rows.map((row) => (row.key === key ? { key, scene: { ...row.scene, ...part } } : row)))
  const move = (from: number, to: number) => {
    const next = [...rows]
    const [row] = next.splice(from, 1)
    if (row) next.splice(to, 0, row)
    setRows(next)
  }
  const add = () => {
    const [scene] = SHIPPED_PROGRAM.scenes
    if (scene) setRows([...rows, { key: Math.max(-1, ...rows.map(({ key }) => key)) + 1, scene }])
  }
  const save = async () => {
    const wanted = { on, panels, scenes: rows.map(({ scene }) => scene) }
    const answer = await http(screenRoutes.program, { params: { id }, body: { ...wanted, seen } })
    setSaid(answer.ok ? { text: adminTexts.saved, good: true } : { text: faultWords(answer), good: false })
    if (!answer.ok) return
    setSeen(wanted)
    onSaved(answer.body)
  }
  return (
    <form
      className="flex flex-col gap-10 border-t border-line pt-14"
      data-testid="screen"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <p className="flex flex-wrap items-center gap-16">
        <strong className="text-15 font-semibold text-ink-1">{name}</strong>
        <label className="inline-flex min-h-28 items-center gap-6 text-ink-1 max-lg:min-h-48">
          <input type="checkbox" checked={on} onChange={(event) => setOn(event.target.checked)} />
          {texts.on}
        </label>
      </p>
      <ol className="flex flex-col gap-6">
        {rows.map(({ key, scene }, i) => (
          <li key={key} className="flex flex-wrap items-center gap-8" data-testid="screen-scene">
            <select
              aria-label={texts.scene}
              className={`${inputLook} max-w-120`}
              value={scene.kind}
              onChange={(event) => change(key, { kind: SceneKind.parse(event.target.value) })}
            >
              {SceneKind.options.map((kind) => (
                <option key={kind} value={kind}>
                  {texts.scenes[kind]}
                </option>
              ))}
            </select>
            <input
              aria-label={texts.seconds}
              className={`${inputLook} max-w-90`}
              type="number"
              required
              min={DWELL.least}
              max={DWELL.most}
              value={scene.seconds}
              onChange={(event) => change(key, { seconds: event.target.valueAsNumber })}
            />
            <select
              aria-label={texts.measure}
              className={`${inputLook} max-w-120`}
              value={scene.measure}
              onChange={(event) => change(key, { measure: event.target.value === 'choropleth' ? 'choropleth' : 'heat' })}
            >
              {(['heat', 'choropleth'] as const).map((measure) => (
                <option key={measure} value={measure}>
                  {texts.measures[measure]}
                </option>
              ))}
            </select>
            <select
              aria-label={texts.window}
              className={`${inputLook} max-w-120`}
              value={scene.window}
              onChange={(event) => change(key, { window: HeatWindow.parse(event.target.value) })}
            >
              {HeatWindow.options.map((window) => (
                <option key={window} value={window}>
                  {texts.windows[window]}
                </option>
              ))}
            </select>
            <Action size="small" disabled={i === 0} onClick={() => move(i, i - 1)}>
              {texts.up}
            </Action>
            <Action size="small" disabled={i === rows.length - 1} onClick={() => move(i, i + 1)}>
              {texts.down}
            </Action>
            <Action size="small" disabled={rows.length === 1} onClick={() => setRows(rows.filter((row) => row.key !== key))}>
              {texts.remove}
            </Action>
          </li>
        ))}
      </ol>
      <p>
        <Action onClick={add}>{texts.add}</Action>
      </p>
      <ScreenPanels value={panels} onChange={setPanels} />
      <p className="flex flex-wrap items-center gap-10">
        <Action main type="submit">
          {texts.save}
        </Action>
        <span role="status" className={said?.good ? 'text-live' : 'text-stale'} data-testid="screen-said">
          {said?.text}
        </span>
      </p>
    </form>
  )
}
