'use client'
import { Panel } from '@/components/page/panel'
import { Failed } from '@/components/page/states'
import { TextLink } from '@/components/ui/text-link'
import { formatMoment } from '@/lib/client/due'
import { formatTime } from '@/lib/client/format'
import { alertTexts } from '@/lib/client/messages/alerts'
import { useRoute } from '@/lib/client/use-read'
import type { DutyPerson } from '@/lib/domain/roster'
import { rosterRoutes } from '@/lib/domain/routes/roster'

const { duty: texts, rungs } = alertTexts
/** Duty changes twice a day. */
const POLL_MS = 60_000
const clock = (at: string): string => formatTime(Date.parse(at)).slice(0, 5)

/** Who is on duty (在岗), and since when somebody else should be. `self`: the account of whoever looks. */
export function DutyPanel({ self, now }: { self: string | undefined; now: number }) {
  const { data, fault, again } = useRoute(rosterRoutes.read, { query: {} }, { everyMs: POLL_MS })
  const on = data?.onDuty
  return (
    <Panel
      title={texts.title}
      note={on && !on.kept ? `${clock(on.shift.begins)}–${clock(on.shift.ends)}` : undefined}
      action={<TextLink href="/roster">{texts.roster}</TextLink>}
      // on a phone the ladder comes first
      className="max-sm:order-1"
      testId="duty"
    >
      {fault !== null && <Failed text={texts.unread} onRetry={again} className="px-0! py-0!" />}
      {data && !on && <p className="text-ink-1">{texts.none}</p>}
      {on && (
        <>
          <ul className="flex flex-col gap-10">
            <Person person={on.shift.officer} post={rungs.officer.post} self={self} />
            <Person person={on.shift.leader} post={rungs.leader.post} self={self} />
          </ul>
          {on.kept && (
            <p className="flex flex-wrap items-baseline gap-x-8 border-t border-line pt-10 text-13 text-ink-1" data-testid="duty-kept">
              {texts.kept(formatMoment(on.shift.ends, now))}
              {data?.takesOver && <TextLink href="/roster">{texts.sign}</TextLink>}
            </p>
          )}
          {on.shift.signed?.note && !on.kept && (
            <div className="border-t border-line pt-10 text-13">
              <p className="text-ink-3">{texts.note(clock(on.shift.signed.at))}</p>
              <p className="wrap-anywhere text-ink-2">{on.shift.signed.note}</p>
            </div>
          )}
        </>
      )}
    </Panel>
  )
}

function Person({ person, post, self }: { person: DutyPerson | null; post: string; self: string | undefined }) {
  return (
    <li className="flex items-center gap-12">
      <span
        className={`grid size-32 shrink-0 place-items-center rounded-full text-14 font-semibold ${person ? 'bg-track text-ink-1' : 'border border-dashed border-ink-3 text-ink-3'}`}
        aria-hidden
      >
        {[...(person?.name ?? '—')][0]}
      </span>
      <span className="min-w-0">
        <span className={`block leading-18 wrap-anywhere ${person ? 'font-semibold text-ink-1' : 'text-ink-3'}`}>{person?.name ?? texts.vacant}</span>
        <span className="block text-13 text-ink-3">
          {[post, person?.account && person.account === self ? texts.self : ''].filter(Boolean).join(' · ')}
        </span>
      </span>
    </li>
  )
}
