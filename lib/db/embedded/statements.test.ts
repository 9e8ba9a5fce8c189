import { expect, it } from 'vitest'
import { Client, cstring, message } from './protocol'
import { readListening, refusal, sqlOf, withPrefix } from './statements'

it('reads LISTEN and UNLISTEN as PostgreSQL folds their names', () => {
  expect(readListening('LISTEN gridsight_log')).toEqual({ kind: 'listen', channel: 'gridsight_log' })
  expect(readListening(' listen  Big ; ')).toEqual({ kind: 'listen', channel: 'big' })
  expect(readListening('LISTEN "Big ""one"""')).toEqual({ kind: 'listen', channel: 'Big "one"' })
  expect(readListening('UNLISTEN *')).toEqual({ kind: 'unlisten', channel: '*' })
  expect(readListening('LISTEN 网格')).toEqual({ kind: 'listen', channel: '网格' })
})

it('takes nothing else for them', () => {
  for (const sql of ['SELECT 1', 'LISTEN', "SELECT 'LISTEN x'", 'LISTEN a; LISTEN b', "NOTIFY x, 'listen y'"]) expect(readListening(sql)).toBeNull()
})

it('refuses what would end or disturb the one session', () => {
  expect(refusal('COPY events (id, title) FROM STDIN WITH (FORMAT csv)')).toContain('COPY FROM STDIN')
  expect(refusal('discard all')).toContain('DISCARD ALL')
  expect(refusal('DEALLOCATE PREPARE ALL')).toContain('DEALLOCATE ALL')
  expect(refusal('CREATE EXTENSION IF NOT EXISTS "postgis_raster"')).toContain('postgis_raster')
  expect(refusal('CREATE DATABASE shadow')).toContain('CREATE DATABASE')
})

it('lets ordinary statements pass', () => {
  const harmless = ['COPY events TO STDOUT', 'CREATE EXTENSION postgis', 'DEALLOCATE "c1_a"', "INSERT INTO notes VALUES ('copy x from stdin')"]
  for (const sql of harmless) expect(refusal(sql)).toBeNull()
})

it('finds the SQL of Query and Parse messages', () => {
  expect(sqlOf(message(Client.query, cstring('SELECT 1')))).toBe('SELECT 1')
  expect(sqlOf(message(Client.parse, Buffer.concat([cstring('name'), cstring('SELECT $1'), Buffer.alloc(2)])))).toBe('SELECT $1')
  expect(sqlOf(message(Client.sync))).toBeNull()
})

it('prefixes the names of statements and portals, and keeps the unnamed ones', () => {
  const parse = (name: string) => message(Client.parse, Buffer.concat([cstring(name), cstring('SELECT 1'), Buffer.alloc(2)]))
  expect(withPrefix('c7_', parse('a'))).toEqual(parse('c7_a'))
  expect(withPrefix('c7_', parse(''))).toEqual(parse(''))
  const bind = (portal: string, name: string) => message(Client.bind, Buffer.concat([cstring(portal), cstring(name), Buffer.alloc(6)]))
  expect(withPrefix('c7_', bind('p', 'a'))).toEqual(bind('c7_p', 'c7_a'))
  expect(withPrefix('c7_', bind('', 'a'))).toEqual(bind('', 'c7_a'))
  expect(withPrefix('c7_', bind('p', ''))).toEqual(bind('c7_p', ''))
  const described = (kind: string, name: string) => message(Client.describe, Buffer.concat([Buffer.from(kind), cstring(name)]))
  expect(withPrefix('c7_', described('S', 'a'))).toEqual(described('S', 'c7_a'))
  expect(withPrefix('c7_', described('P', ''))).toEqual(described('P', ''))
})
