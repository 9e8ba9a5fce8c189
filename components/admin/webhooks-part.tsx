'use client'
import type { FormEvent } from 'react'
import { ColourMark } from '@/components/alerts/colour-mark'
import { Panel } from '@/components/page/panel'
import { Empty, Failed } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import { Ticks } from '@/components/ui/choice'
import { Field } from '@/components/ui/field'
import { Tag } from '@/components/ui/tag'
import { faultWords } from '@/lib/client/admin'
import { colourName } from '@/lib/client/alert-words'
import { formatMoment } from '@/lib/client/due'
import { type Answered, http } from '@/lib/client/http'
import { adminTexts } from '@/lib/client/messages/admin'
import { useRoute } from '@/lib/client/use-read'
import { Colour } from '@/lib/domain/colour'
import { webhookRoutes } from '@/lib/domain/routes/webhooks'
import type { Webhook } from '@/lib/domain/webhook'
import { Said, type Told, useDoing } from './doing'

const words = adminTexts.settings
/** What was posted shows soon after. */
const POLL_MS = 5_000

/** Where alerts are posted to. The secret of one that is made here is shown once. */
export function WebhooksPart() {
  const { data, fault, again } = useRoute(webhookRoutes.list, {}, { everyMs: POLL_MS })
  const doing = useDoing()
  const did = async <T,>(what: () => Promise<Answered<T>>, told: (body: T) => Told): Promise<boolean> => {
    const done = await doing.did(what, told)
    again()
    return done
  }
  const create = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = event.currentTarget
    const data = new FormData(form)
    const text = (name: string) => String(data.get(name) ?? '').trim()
    const colours = Colour.options.filter((colour) => data.has(colour))
    const body = { name: text('name'), url: text('url'), within: text('within'), colours, allowPrivate: data.has('private') }
    if (
      await did(
        () => http(webhookRoutes.make, { body }),
        ({ name, secret }) => ({ once: words.webhook.secret(name, secret) }),
      )
    )
      form.reset()
  }
  return (
    <Panel id="webhooks" title={words.webhooks} testId="webhooks">
      <p className="text-14 text-ink-3">{words.webhooksHint}</p>
      <Said doing={doing} testId="webhook-said" />
      {fault && <Failed text={faultWords(fault)} onRetry={again} />}
      {data?.webhooks.length === 0 && <Empty className="px-0!">{words.webhook.none}</Empty>}
      <ul className="flex flex-col">
        {data?.webhooks.map((webhook) => (
          <Line key={webhook.id} webhook={webhook}>
            <Action
              disabled={doing.busy}
              onClick={() =>
                void did(
                  () => http(webhookRoutes.test, { params: { id: webhook.id } }),
                  () => words.webhook.sent,
                )
              }
            >
              {words.webhook.test}
            </Action>
            <Action
              disabled={doing.busy}
              onClick={() =>
                void did(
                  () => http(webhookRoutes.remove, { params: { id: webhook.id } }),
                  () => words.webhook.removed,
                )
              }
            >
              {words.webhook.remove}
            </Action>
          </Line>
        ))}
      </ul>
      <form onSubmit={create} className="grid grid-cols-[repeat(auto-fit,minmax(220px,1fr))] items-end gap-14">
        <Field label={words.webhook.name} name="name" required maxLength={100} autoComplete="off" />
        <Field label={words.webhook.url} name="url" type="url" required maxLength={2_000} autoComplete="off" placeholder="https://" />
        <Field label={words.webhook.within} name="within" pattern="[0-9]*" maxLength={24} autoComplete="off" />
        <Ticks label={words.webhook.colours}>
          {Colour.options.map((colour) => (
            <Tick key={colour} name={colour} label={colourName(colour)} on={colour === 'red' || colour === 'orange'} />
          ))}
        </Ticks>
        <Tick name="private" label={words.webhook.allowPrivate} />
        <Action type="submit" main disabled={doing.busy}>
          {words.webhook.create}
        </Action>
      </form>
    </Panel>
  )
}

function Tick({ name, label, on = false }: { name: string; label: string; on?: boolean }) {
  return (
    <label className="flex min-h-36 items-center gap-8 text-14 max-lg:min-h-44">
      <input type="checkbox" name={name} defaultChecked={on} className="size-18 accent-ink-1" />
      {label}
    </label>
  )
}

function Line({ webhook, children }: { webhook: Webhook; children: React.ReactNode }) {
  const { name, url, colours, within, last, failed, allowPrivate } = webhook
  return (
    <li className="flex flex-wrap items-center gap-x-16 gap-y-6 border-t border-line py-10 text-14">
      <span className="min-w-120 text-15 text-ink-1">{name}</span>
      <span className="wrap-anywhere">{url}</span>
      <span className="flex gap-4">
        {colours.map((colour) => (
          <ColourMark key={colour} colour={colour} over className="size-18" />
        ))}
      </span>
      <span className="text-ink-3">{within === '' ? words.webhook.county : within}</span>
      {allowPrivate && <Tag>{words.webhook.private}</Tag>}
      <span className="text-ink-3" data-testid="webhook-last">
        {last
          ? `${words.webhook.last(words.webhook.states[last.state], formatMoment(last.lastAt ?? last.createdAt, Date.now()))}${last.fault === null ? '' : ` · ${last.fault}`}`
          : words.webhook.never}
      </span>
      {failed > 0 && <Tag>{words.webhook.failed(failed)}</Tag>}
      <span className="ml-auto flex gap-8">{children}</span>
    </li>
  )
}
