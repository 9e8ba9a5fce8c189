'use client'
import { useId } from 'react'
import { Action } from '@/components/ui/action'
import { DateField, inputLook, Labelled } from '@/components/ui/field'
import { FormDialog, textIn } from '@/components/ui/form-dialog'
import { localOf } from '@/lib/client/due'
import { rosterTexts } from '@/lib/client/messages/roster'
import type { DutyPerson, DutyShiftOut, Roster } from '@/lib/domain/roster'

type Planned = Omit<DutyShiftOut, 'signed'>
type ShiftDialogProps = {
  shift: DutyShiftOut
  isNew: boolean
  accounts: Roster['accounts']
  busy: boolean
  fault: string | null
  onSave(shift: Planned): void
  /** null: it stays */
  onRemove: (() => void) | null
  onClose(): void
}

/** A time of the county's clock as `datetime-local` has it. */
const instantOf = (local: string | undefined, otherwise: string): string =>
  local === undefined ? otherwise : new Date(`${local}:00+08:00`).toISOString()

/** A shift: from when to when, and who is on it; one that was taken over keeps its times. */
export function ShiftDialog({ shift, isNew, accounts, busy, fault, onSave, onRemove, onClose }: ShiftDialogProps) {
  const isTaken = shift.signed !== null
  /** Who is meant by a name: whoever was there by that name, or has an account by it. */
  const personOf = (name: string | undefined, before: DutyPerson | null): DutyPerson | null => {
    if (name === undefined) return null
    return name === before?.name ? before : { name, account: accounts.find((one) => one.name === name)?.id ?? null }
  }
  return (
    <FormDialog
      title={isNew ? rosterTexts.add : isTaken ? rosterTexts.replace : rosterTexts.edit}
      busy={busy}
      fault={fault}
      onClose={onClose}
      onDo={(data) =>
        onSave({
          id: shift.id,
          begins: isTaken ? shift.begins : instantOf(textIn(data, 'begins'), shift.begins),
          ends: isTaken ? shift.ends : instantOf(textIn(data, 'ends'), shift.ends),
          officer: personOf(textIn(data, 'officer'), shift.officer),
          leader: personOf(textIn(data, 'leader'), shift.leader),
        })
      }
    >
      {isTaken ? (
        <p className="text-ink-3">{rosterTexts.takenOver}</p>
      ) : (
        <div className="grid grid-cols-2 gap-12 max-sm:grid-cols-1">
          <DateField label={rosterTexts.begins} name="begins" type="datetime-local" required defaultValue={localOf(shift.begins)} />
          <DateField label={rosterTexts.ends} name="ends" type="datetime-local" required defaultValue={localOf(shift.ends)} />
        </div>
      )}
      <div className="grid grid-cols-2 gap-12 max-sm:grid-cols-1">
        <PersonField label={rosterTexts.officer} name="officer" person={shift.officer} names={accounts.map(({ name }) => name)} />
        <PersonField
          label={rosterTexts.leader}
          name="leader"
          person={shift.leader}
          names={accounts.filter(({ leads }) => leads).map(({ name }) => name)}
        />
      </div>
      <p className="text-13 text-ink-3">{rosterTexts.known}</p>
      {onRemove && (
        <Action className="self-start" onClick={onRemove} disabled={busy} data-testid="remove-shift">
          {rosterTexts.remove}
        </Action>
      )}
    </FormDialog>
  )
}

function PersonField({ label, name, person, names }: { label: string; name: string; person: DutyPerson | null; names: readonly string[] }) {
  const list = useId()
  return (
    <Labelled label={label}>
      {(id) => (
        <>
          <input
            id={id}
            name={name}
            list={list}
            maxLength={100}
            autoComplete="off"
            placeholder={rosterTexts.vacant}
            defaultValue={person?.name ?? ''}
            className={inputLook}
          />
          <datalist id={list}>
            {[...new Set(names)].map((one) => (
              <option key={one} value={one} />
            ))}
          </datalist>
        </>
      )}
    </Labelled>
  )
}
