'use client'
import { type ReactNode, useCallback, useEffect, useState } from 'react'
import { Action } from '@/components/ui/action'
import type { Answered } from '@/lib/client/http'
import { peopleTexts } from '@/lib/client/messages/people'
import { readFault, readPeople, readUnbound, revealHousehold, revealPerson } from '@/lib/client/people'
import type { HouseholdRow, PersonRow, RevealField } from '@/lib/domain/people'
import { RevealDialog, type Shown } from './reveal-dialog'

type Page<T> = { rows: readonly T[]; cursor: string | null }

/** Pages of a list, read on as they are asked for; begins anew with another `read`. */
function usePages<T>(read: (cursor: string | null) => Promise<Answered<Page<T>>>) {
  const [page, setPage] = useState<Page<T> | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  useEffect(() => {
    let current = true
    setPage(null)
    void read(null).then((answer) => {
      if (!current) return
      setFault(answer.ok ? null : readFault(answer))
      if (answer.ok) setPage(answer.body)
    })
    return () => {
      current = false
    }
  }, [read])
  const more = async () => {
    const answer = await read(page?.cursor ?? null)
    setFault(answer.ok ? null : readFault(answer))
    if (answer.ok) setPage((known) => ({ rows: [...(known?.rows ?? []), ...answer.body.rows], cursor: answer.body.cursor }))
  }
  return { page, fault, more }
}

function Table({
  columns,
  children,
  more,
  fault,
  empty,
}: {
  columns: readonly string[]
  children: ReactNode
  more?: () => void
  fault: string | null
  empty: string | null
}) {
  return (
    <div className="flex flex-col gap-14 overflow-x-auto">
      {fault !== null && (
        <p role="alert" className="text-1 text-stale">
          {fault}
        </p>
      )}
      <table className="w-full border-collapse text-left text-1">
        <thead className="text-ink-3">
          <tr>
            {[...columns, ''].map((text) => (
              <th key={text} className="border-b border-line-strong px-8 py-8 font-medium whitespace-nowrap">
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
      {empty !== null && <p className="text-1 text-ink-3">{empty}</p>}
      {more && (
        <Action className="self-center" onClick={more}>
          {peopleTexts.more}
        </Action>
      )}
    </div>
  )
}

const cell = 'px-8 py-8 align-top'
const Reveal = ({ onClick }: { onClick(): void }) => (
  <td className={cell}>
    <button type="button" className="text-ink-1 underline" onClick={onClick}>
      {peopleTexts.reveal.open}
    </button>
  </td>
)

/** What of an answer is open, with its values. */
function shownOf(answer: Answered<PersonRow | HouseholdRow>): Answered<Shown<RevealField>> {
  if (!answer.ok) return answer
  const { body } = answer
  const value = { name: body.name, phone: body.phone, idNumber: body.idNumber, address: 'address' in body ? body.address : null }
  return { ok: true, body: { fields: body.revealed.map((field) => [field, value[field]] as const), until: body.until ?? '' } }
}

/** Members and chiefs of a grid, masked. */
export function PeopleList({ within }: { within: string | null }) {
  const read = useCallback(
    async (cursor: string | null): Promise<Answered<Page<PersonRow>>> => {
      const answer = await readPeople(within, cursor)
      return answer.ok ? { ok: true, body: { rows: answer.body.people, cursor: answer.body.nextCursor } } : answer
    },
    [within],
  )
  const { page, fault, more } = usePages(read)
  const [opened, setOpened] = useState<string | null>(null)
  const close = useCallback(() => setOpened(null), [])
  const { person } = peopleTexts
  return (
    <>
      <Table
        columns={[person.name, person.posts, person.phone, person.idNumber, person.employer, person.households]}
        fault={fault}
        empty={page?.rows.length === 0 ? peopleTexts.noPeople : null}
        {...(page?.cursor ? { more: () => void more() } : {})}
      >
        {page?.rows.map((row) => (
          <tr key={row.id} className="border-b border-line">
            <td className={`${cell} text-ink-1`}>{row.name}</td>
            <td className={cell}>{row.posts.map((post) => `${post.gridName} ${peopleTexts.kinds[post.kind]}`).join('；')}</td>
            <td className={`${cell} num whitespace-nowrap`}>{row.phone ?? peopleTexts.none}</td>
            <td className={`${cell} num whitespace-nowrap`}>{row.idNumber ?? peopleTexts.none}</td>
            <td className={cell}>{row.employer}</td>
            <td className={`${cell} num`}>{row.households}</td>
            <Reveal onClick={() => setOpened(row.id)} />
          </tr>
        ))}
      </Table>
      {opened !== null && (
        <RevealDialog<RevealField>
          fields={['name', 'phone', 'idNumber']}
          labels={peopleTexts.reveal.fields}
          usual="phone"
          reveal={async (reason, fields) => shownOf(await revealPerson(opened, reason, fields))}
          onClose={close}
        />
      )}
    </>
  )
}

/** Households that are bound to nobody, masked, of a grid or of a node of the service tree. */
export function UnboundList({ within, service }: { within: string | null; service: string | null }) {
  const read = useCallback(
    async (cursor: string | null): Promise<Answered<Page<HouseholdRow>>> => {
      const answer = await readUnbound({ within, service }, cursor)
      return answer.ok ? { ok: true, body: { rows: answer.body.households, cursor: answer.body.nextCursor } } : answer
    },
    [within, service],
  )
  const { page, fault, more } = usePages(read)
  const [opened, setOpened] = useState<string | null>(null)
  const close = useCallback(() => setOpened(null), [])
  const { household } = peopleTexts
  return (
    <>
      <Table
        columns={[household.name, household.address, household.phone, household.persons, household.grid]}
        fault={fault}
        empty={page?.rows.length === 0 ? peopleTexts.noHouseholds : null}
        {...(page?.cursor ? { more: () => void more() } : {})}
      >
        {page?.rows.map((row) => (
          <tr key={row.id} className="border-b border-line" data-testid="unbound-row">
            <td className={`${cell} text-ink-1`}>{row.name}</td>
            <td className={cell}>{row.address}</td>
            <td className={`${cell} num whitespace-nowrap`}>{row.phone ?? peopleTexts.none}</td>
            <td className={`${cell} num`}>{row.persons ?? peopleTexts.none}</td>
            <td className={cell}>{row.gridName}</td>
            <Reveal onClick={() => setOpened(row.id)} />
          </tr>
        ))}
      </Table>
      {opened !== null && (
        <RevealDialog<RevealField>
          fields={['name', 'phone', 'address', 'idNumber']}
          labels={peopleTexts.reveal.fields}
          usual="phone"
          reveal={async (reason, fields) => shownOf(await revealHousehold(opened, reason, fields))}
          onClose={close}
        />
      )}
    </>
  )
}
