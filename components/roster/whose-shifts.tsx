import { selectLook } from '@/components/places/select-look'
import { rosterTexts } from '@/lib/client/messages/roster'
import type { DutyShiftOut } from '@/lib/domain/roster'

/** Whose shifts are looked at: of everybody, or of one who is planned. */
export function WhoseShifts({ shifts, who, onWho }: { shifts: readonly DutyShiftOut[]; who: string | null; onWho(who: string | null): void }) {
  const names = new Set(shifts.flatMap(({ officer, leader }) => [officer, leader].flatMap((person) => person?.name ?? [])))
  if (who !== null) names.add(who)
  if (names.size < 2) return null
  return (
    <select
      aria-label={rosterTexts.whose}
      data-testid="whose"
      className={`${selectLook} print:h-28`}
      value={who ?? ''}
      onChange={({ target }) => onWho(target.value)}
    >
      <option value="">{rosterTexts.everybody}</option>
      {[...names]
        .sort((a, b) => a.localeCompare(b, 'zh'))
        .map((name) => (
          <option key={name}>{name}</option>
        ))}
    </select>
  )
}
