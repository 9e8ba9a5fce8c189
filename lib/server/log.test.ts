import { afterEach, expect, it, vi } from 'vitest'
import { makeLog } from './log'

afterEach(() => {
  vi.restoreAllMocks()
})

it('never holds a secret, nor what people wrote', () => {
  const lines: string[] = []
  vi.spyOn(process.stderr, 'write').mockImplementation((line) => {
    lines.push(String(line))
    return true
  })
  const log = makeLog({ LOG_LEVEL: 'info' })
  const fault = Object.assign(new Error('violates a constraint'), {
    detail: 'Failing row contains (张三, 13812345678).',
    where: 'unnamed portal parameter $1 = 张三',
    connectionString: 'postgresql://user:SECRET@host/db',
  })
  log.error({ err: fault, requestId: 'r1' }, 'a request failed')
  log.info(
    { token: 'SECRET', headers: { authorization: 'Bearer SECRET', cookie: 'gridsight_session=SECRET' }, req: { headers: { x: 'SECRET' } } },
    'x',
  )
  expect(lines).toHaveLength(2)
  expect(lines.join('')).toContain('violates a constraint')
  expect(lines.join('')).toContain('r1')
  expect(lines.join('')).not.toMatch(/SECRET|张三|13812345678/)
})
