import { describe, expect, it } from 'vitest'
import { readEnv } from './env'

describe('the demonstration, whose passwords stand on the terminal', () => {
  it('comes to a network only when that is said', () => {
    expect(() => readEnv({ HOST: '0.0.0.0' })).toThrow(/^HOST=0\.0\.0\.0 opens the server to a network: say GRIDSIGHT_DEMO/)
    expect(readEnv({ HOST: '0.0.0.0', GRIDSIGHT_DEMO: 'county' }).GRIDSIGHT_DEMO).toBe('county')
    expect(readEnv({ HOST: '0.0.0.0', GRIDSIGHT_DEMO: 'off' }).GRIDSIGHT_DEMO).toBe('off')
    for (const HOST of ['127.0.0.1', 'localhost', '::1', undefined]) expect(readEnv({ HOST }).GRIDSIGHT_DEMO).toBe('county')
  })
  it('comes into a database of a server only when that is said', () => {
    const DATABASE_URL = 'postgresql://db.example/gridsight'
    expect(readEnv({ DATABASE_URL, HOST: '0.0.0.0' }).GRIDSIGHT_DEMO).toBe('off')
    expect(readEnv({ DATABASE_URL, GRIDSIGHT_DEMO: 'county' }).GRIDSIGHT_DEMO).toBe('county')
  })
})
