import { expect, it } from 'vitest'
import { englishUnitName } from './english-units'

it.each([
  ['幸福路社区联合党委', 'Xingfulu Community Joint Party Committee'],
  ['同心花园联合党支部', 'Tongxin Garden Joint Party Branch'],
  ['第二片区马路联合党支部', 'Zone 2 Road Joint Party Branch'],
  ['人民路商业街', 'Renmin Road Shopping Street'],
  ['涅阳街道党工委', 'Nieyang Subdistrict Party Working Committee'],
  ['县医院', 'County Hospital'],
  ['县税务局', 'County Shuiwu Bureau'],
  ['1-5号楼党小组', 'Building 1-5 Party Group'],
])('%s is %s', (name, english) => expect(englishUnitName(name)).toBe(english))
