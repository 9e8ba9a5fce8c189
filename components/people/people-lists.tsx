'use client'
import { type ReactNode, useCallback, useState } from 'react'
import { Empty, Failed, Waiting } from '@/components/page/states'
import { Action } from '@/components/ui/action'
import type { SortedColumn } from '@/components/ui/sorted-column'
import { Table } from '@/components/ui/table'
import { useOrdering } from '@/components/ui/use-sorting'
import type { Answered } from '@/lib/client/http'
import { said } from '@/lib/client/language'
import { peopleTexts } from '@/lib/client/messages/people'
import { readFault, readHouseholds, readPeople, revealHousehold, revealPerson } from '@/lib/client/people'
import { useReadPages } from '@/lib/client/use-read'
import type { HouseholdRow, PersonRow, RevealField } from '@/lib/domain/people'
import { HOUSEHOLD_SORTS, PEOPLE_SORTS } from '@/lib/domain/people-queries'
import { RevealDialog, type Shown } from './reveal-dialog'

/** A list that is read page by page, with what is said of none, of a fault, and while it is read. */
export function List({
  columns,
  children,
  list,
  empty,
  lastColumn = peopleTexts.reveal.title,
  without = [],
}: {
  columns: readonly (string | SortedColumn)[]
  /** what the buttons of the last column are for */
  lastColumn?: string
  /** the places of columns that are left out */
  without?: readonly number[]
  children: ReactNode
  list: ReturnType<typeof useReadPages>
  empty: string
}) {
  const { rows, fault, again, more } = list
  return (
    <>
      {fault !== null && <Failed text={readFault(fault)} onRetry={again} />}
      {/* as high as a window, so that what stands below is not pushed away when rows come */}
      {rows === null && fault === null && <Waiting className="min-h-dvh" />}
      {rows?.length === 0 && <Empty>{empty}</Empty>}
      {rows !== null && rows.length > 0 && (
        <Table columns={[...columns, { hidden: lastColumn }]} stacks without={without}>
          {children}
        </Table>
      )}
      {more && (
        <p className="flex justify-center border-t border-line p-12">
          <Action onClick={more}>{peopleTexts.more}</Action>
        </p>
      )}
    </>
  )
}

const cell = 'align-middle'
const Reveal = ({ onClick }: { onClick(): void }) => (
  <td className={cell}>
    <Action size="small" onClick={onClick}>
      {peopleTexts.reveal.open}
    </Action>
  </td>
)

/** What of an answer is open, with its values. */
function shownOf(answer: Answered<PersonRow | HouseholdRow>): Answered<Shown<RevealField>> {
  if (!answer.ok) return answer
  const { body } = answer
  const value = { name: body.name, phone: body.phone, idNumber: body.idNumber, address: 'address' in body ? body.address : null }
  return { ok: true, body: { fields: body.revealed.map((field) => [field, value[field]] as const), until: body.until ?? '' } }
}

/** Whom a list is of: `surname` of a community alone. */
type Told = { within: string | null; surname: string | null }

/** Members and chiefs of a grid, masked. */
export function PeopleList({ within, surname }: Told) {
  const { order, column } = useOrdering(PEOPLE_SORTS, { name: 'people', usual: 'grid' })
  const list = useReadPages(['people', within, surname, order], async (cursor) => {
    const answer = await readPeople({ within, surname, order }, cursor)
    return answer.ok ? { ok: true, body: { rows: answer.body.people, cursor: answer.body.nextCursor } } : answer
  })
  const [opened, setOpened] = useState<string | null>(null)
  const close = useCallback(() => setOpened(null), [])
  const { person } = peopleTexts
  return (
    <>
      <List
        columns={[
          column('name', person.name),
          column('grid', person.posts),
          ...[person.phone, person.idNumber],
          column('employer', person.employer),
          column('households', person.households),
        ]}
        list={list}
        empty={peopleTexts.noPeople}
      >
        {list.rows?.map((row) => (
          <tr key={row.id}>
            <td className={`${cell} text-ink-1`}>{row.name}</td>
            <td data-label={person.posts} className={`${cell} min-w-160`}>
              {row.posts
                .map((post) => `${said({ zh: post.gridName, en: post.gridNameEn })} ${peopleTexts.kinds[post.kind]}`)
                .join(said({ zh: '；', en: '; ' }))}
            </td>
            <td data-label={person.phone} className={`${cell} whitespace-nowrap`}>
              {row.phone ?? peopleTexts.none}
            </td>
            <td data-label={person.idNumber} className={`${cell} whitespace-nowrap`}>
              {row.idNumber ?? peopleTexts.none}
            </td>
            <td data-label={person.employer} className={cell}>
              {row.employer}
            </td>
            <td data-label={person.households} className={cell}>
              {row.households}
            </td>
            <Reveal onClick={() => setOpened(row.id)} />
          </tr>
        ))}
      </List>
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
export function UnboundList({ within, surname, service }: Told & { service: string | null }) {
  const { order, column } = useOrdering(HOUSEHOLD_SORTS, { name: 'unbound', usual: 'grid' })
  const list = useReadPages(['unbound', within, service, surname, order], async (cursor) => {
    const answer = await readHouseholds({ within, service, surname, order, bound: false }, cursor)
    return answer.ok ? { ok: true, body: { rows: answer.body.households, cursor: answer.body.nextCursor } } : answer
  })
  const [opened, setOpened] = useState<string | null>(null)
  const close = useCallback(() => setOpened(null), [])
  const { household } = peopleTexts
  return (
    <>
      <List
        columns={[
          column('name', household.name),
          ...[household.address, household.phone],
          column('persons', household.persons),
          column('grid', household.grid),
        ]}
        list={list}
        empty={peopleTexts.noHouseholds}
      >
        {list.rows?.map((row) => (
          <tr key={row.id} data-testid="unbound-row">
            <td className={`${cell} text-ink-1`}>{row.name}</td>
            <td data-label={household.address} className={`${cell} min-w-160`}>
              {row.address}
            </td>
            <td data-label={household.phone} className={`${cell} whitespace-nowrap`}>
              {row.phone ?? peopleTexts.none}
            </td>
            <td data-label={household.persons} className={cell}>
              {row.persons ?? peopleTexts.none}
            </td>
            <td data-label={household.grid} className={`${cell} whitespace-nowrap`}>
              {said({ zh: row.gridName, en: row.gridNameEn })}
            </td>
            <Reveal onClick={() => setOpened(row.id)} />
          </tr>
        ))}
      </List>
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
