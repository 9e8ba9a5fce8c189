import { describe, expect, it } from 'vitest'
import { ruleVerdicts } from './rule-verdicts'

describe('verdicts on the alerts of a rule', () => {
  it('tell a precision of 属实 and 误报 alone, from 20 of them on, with its interval', () => {
    expect(ruleVerdicts('cluster', { true: 12, false: 7, unclear: 40 })).toEqual({
      ...{ rule: 'cluster', true: 12, false: 7, unclear: 40 },
      precision: null,
    })
    const { precision } = ruleVerdicts('cluster', { true: 15, false: 5, unclear: 3 })
    expect(precision?.value).toBe(0.75)
    // Wilson 1927, by hand: (0.75 + 3.8415/40 ± 1.96·√(0.1875/20 + 3.8415/1600)) / (1 + 3.8415/20)
    expect([precision?.low, precision?.high].map((x) => x?.toFixed(4))).toEqual(['0.5313', '0.8881'])
  })
})
