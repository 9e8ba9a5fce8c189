import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { maskAddress, maskCode, maskIdNumber, maskName, maskPhone, maskReporter, maskText, maskUrl } from './masking'

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

describe('free text', () => {
  it.each([
    ['电话13812345678', '电话138****5678'],
    ['138 1234 5678、139-0000-1111', '138****5678、139****1111'],
    ['+86 138 1234 5678', '138****5678'],
    ['８６１３８１２３４５６７８', '138****5678'],
    ['座机0377-65921234', '座机0377-****1234'],
    ['座机 010 65921234', '座机 010-****1234'],
    ['身份证41132419800101123X。', '身份证411324********123X。'],
    ['身份证 411324 19800101 1234', '身份证 411324********1234'],
    ['旧证 411324800101123', '旧证 411324********1123'],
  ])('masks numbers of people: %s', (text, masked) => expect(maskText(text)).toBe(masked))

  it.each(['', '３号楼２单元301', '事件20261124-00123', '网格411324001101001001', '2026-11-24 08:30', '合计 123456789012 元', '欠薪138000元'])(
    'leaves what is none: %s',
    (text) => expect(maskText(text)).toBe(text),
  )

  it('of who reported, names too', () => {
    expect(maskReporter('王小明 13812345678')).toBe('王* 138****5678')
    expect(maskReporter('王小明13812345678')).toBe('王*138****5678')
    expect(maskReporter('张三、李四光')).toBe('张*、李*')
    expect(maskCode('household-17')).toBe('**********17')
    expect(maskCode('h1')).toBe('**')
  })

  it('of addresses of the web, what may be a key', () => {
    expect(maskUrl('https://user:pa%40ss@a.example:8443/in/x?key=1#frag')).toBe('https://a.example:8443/in/x')
    expect(maskUrl('http:\\\\who:secret@a.example\\b?c')).toBe('http://a.example/b')
    expect(maskUrl('https://a.example/b/c')).toBe('https://a.example/b/c')
  })
})
