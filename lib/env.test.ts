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

describe('how long before the first start the history of the demonstration ends', () => {
  it('is a length of time', () => {
    const lag = (GRIDSIGHT_DEMO_LAG: string | undefined) => readEnv({ GRIDSIGHT_DEMO_LAG }).GRIDSIGHT_DEMO_LAG
    expect([undefined, '0', '90m', '24h', '2d'].map(lag)).toEqual([0, 0, 5_400_000, 86_400_000, 172_800_000])
    for (const wrong of ['24', '1w', '-1h', 'h']) expect(() => lag(wrong)).toThrow(/GRIDSIGHT_DEMO_LAG/)
  })
})
