import { suspendAccounts } from '../../accounts/member-accounts'
import { peopleId } from '../../people/people-ids'
import { bumpPeopleVersion } from '../../people/people-version'
import { writePeople } from '../../people/people-write'
import type { StoredSubject } from './subject'

export const people: StoredSubject<'people'> = {
  table: 'people',
  stands: 't.id IS NOT NULL AND t.left_at IS NULL AND t.updated_at <= r.updated_at',
  idOf: ({ name }, { externalId }) => peopleId('person', name, externalId),
  async write(tx, { name, demo }, items) {
    const of = items.map(({ person }) => person)
    await writePeople(tx, of, { source: name, demo })
    await bumpPeopleVersion(tx)
  },
  /**
   * They give up their posts and teams, which they have again when they come back; of what they are in units nothing holds until then (`holdsOn`), and their
   * accounts are disabled.
   */
  async leave(tx, ids, at) {
    const { rows } = await tx.query<{ id: string }>(
      'UPDATE people SET left_at = $2 WHERE id = ANY($1::uuid[]) AND left_at IS NULL RETURNING id::text AS id',
      [ids, at],
    )
    const people = rows.map(({ id }) => id)
    await suspendAccounts(tx, people, at)
    for (const table of ['posts', 'team_members']) await tx.query(`DELETE FROM ${table} WHERE person_id = ANY($1::uuid[])`, [ids])
    // whoever is bound as them is nobody (lib/db/residents), so their phones are signed in no more
    await tx.query('DELETE FROM sessions s USING residents r WHERE s.user_id = r.user_id AND r.person_id = ANY($1::uuid[])', [ids])
    await bumpPeopleVersion(tx)
  },
  here: `FROM (SELECT p.id, p.name, p.phone, NULL AS address, (SELECT min(o.grid_code) FROM posts o WHERE o.person_id = p.id) AS grid_code
    FROM people p WHERE p.left_at IS NULL) h WHERE h.grid_code IS NOT NULL`,
  matchable: `SELECT p.id::text AS id, p.name, p.phone, p.id_number AS "idNumber", NULL AS address FROM people p
    WHERE left_at IS NULL AND p.id IN (SELECT person_id FROM posts WHERE grid_code = ANY($1::text[])) ORDER BY p.id`,
}
