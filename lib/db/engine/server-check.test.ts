import { expect, it } from 'vitest'
import { complaint } from './server-check'

const good = { version: '15.14 (Debian 15.14-0+deb12u1)', major: 15, encoding: 'UTF8', standby: false, postgis: '3.3.2' }

it('takes a server that has all it needs', () => {
  expect(complaint(good)).toBeNull()
  expect(complaint({ ...good, major: 18, postgis: '4.0.0' })).toBeNull()
})

it.each([
  ['an old PostgreSQL', { version: '12.1', major: 12 }, 'PostgreSQL 12.1) is too old: Gridsight needs PostgreSQL 14 or newer.'],
  ['no PostGIS', { postgis: null }, 'has no PostGIS: install it there (Debian: apt install postgresql-15-postgis-3).'],
  ['an old PostGIS', { postgis: '2.5.5' }, 'has PostGIS 2.5.5: Gridsight needs 3.0 or newer.'],
  ['another encoding', { encoding: 'SQL_ASCII' }, "is encoded in SQL_ASCII: create one with ENCODING 'UTF8'"],
  ['a standby', { standby: true }, 'read-only standby: point DATABASE_URL at the primary server.'],
])('refuses %s in one sentence', (_name, fault, sentence) => {
  expect(complaint({ ...good, ...fault })).toContain(sentence)
})
