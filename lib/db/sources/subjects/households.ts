import { peopleId } from '../../people/people-ids'
import { bumpPeopleVersion } from '../../people/people-version'
import { writeHouseholds } from '../../people/people-write'
import type { StoredSubject } from './subject'

export const households: StoredSubject<'households'> = {
  table: 'households',
  stands: 't.id IS NOT NULL AND t.left_at IS NULL AND t.updated_at <= r.updated_at',
  idOf: ({ name }, { externalId }) => peopleId('household', name, externalId),
  async write(tx, { name, demo }, items) {
    const of = items.map(({ household }) => household)
    await writeHouseholds(tx, of, { source: name, demo })
    await bumpPeopleVersion(tx)
  },
  async leave(tx, ids, at) {
    await tx.query('UPDATE households SET left_at = $2 WHERE id = ANY($1::uuid[]) AND left_at IS NULL', [ids, at])
    // whoever was bound to them is nobody (lib/db/residents), so their phones are signed in no more
    await tx.query('DELETE FROM sessions s USING residents r WHERE s.user_id = r.user_id AND r.household_id = ANY($1::uuid[])', [ids])
    await bumpPeopleVersion(tx)
  },
  here: 'FROM households h WHERE h.left_at IS NULL',
  matchable: `SELECT id::text AS id, name, phone, id_number AS "idNumber", address FROM households
    WHERE left_at IS NULL AND grid_code = ANY($1::text[]) ORDER BY id`,
}
