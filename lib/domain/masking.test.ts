import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskAddress, maskIdNumber, maskName, maskPhone } from './masking'

describe('masks', () => {
  it('shows of a phone what the rules say', () => {
    expect(maskPhone('13812345678')).toBe('138****5678')
    expect(maskPhone('0377-61234567')).toBe('***********67')
    expect(maskPhone('110')).toBe('***')
  })
  it('shows six and four of a number of identity', () => {
    expect(maskIdNumber('411324198001011234')).toBe('411324********1234')
    expect(maskIdNumber('411324800101123')).toBe('411324*****1123')
    expect(maskIdNumber('1234567890')).toBe('**********')
  })
  it('shows the family name', () => {
    expect(maskName('张三')).toBe('张*')
    expect(maskName('欧阳娜娜')).toBe('欧*')
    expect(maskName('𠮷田太郎')).toBe('𠮷*')
    expect(maskName('张')).toBe('*')
  })
  it.each([
    ['幸福路社区阳光小区3号楼2单元501室', '幸福路社区阳光小区3号楼***'],
    ['工业路12号院3号楼401', '工业路12号院***'],
    ['建设西路花园小区B座1201', '建设西路花园小区B座***'],
    ['东关村十二组 45 号', '东关村***'],
    ['小店村东头王家', '小店村东头王家'],
    ['新华路7栋', '新华路7栋'],
    ['501', '***'],
  ])('shows %s to the building', (address, shown) => expect(maskAddress(address)).toBe(shown))

  it('never shows what it hides, whatever is written', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{11}$/), fc.stringMatching(/^\d{17}[\dX]$/), (phone, id) => {
        expect(maskPhone(phone)).not.toContain(phone.slice(2, 9))
        expect(maskIdNumber(id)).not.toContain(id.slice(5, 14))
        expect(maskIdNumber(id)).toHaveLength(18)
      }),
    )
  })
})
