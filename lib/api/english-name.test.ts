import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import { englishName } from './english-name'

const list = path.resolve('../shared/data/zhenping-communities.csv')

describe('a place in English', () => {
  it.each([
    ['涅阳街道', 'Nieyang Subdistrict'],
    ['玉都街道办事处', 'Yudu Subdistrict'],
    ['石佛寺镇', 'Shifosi Town'],
    ['二龙乡', 'Erlong Township'],
    ['幸福路社区居民委员会', 'Xingfulu Community'],
    ['东关村民委员会', 'Dongguan Village'],
    ['东关居民委员会', 'Dongguan'],
    ['新城区社区', 'Xinchengqu Community'],
    ['幸福路社区第05网格', 'Xingfulu Community, Grid 05'],
    ['泰山路社区第01-1网格', 'Taishanlu Community, Grid 01-1'],
    ['中山街 02 格', 'Zhongshan Street, Grid 02'],
    ['第十二网格', 'Grid 12'],
    ['第二微网格', 'Micro-grid 2'],
    ['东关村三组', 'Dongguan Village, Group 3'],
    ['幸福路社区阳光小区３号楼2单元', 'Xingfulu Community, Yangguang Quarter, Building 3, Unit 2'],
    ['阳光小区社区', 'Yangguangxiaoqu Community'],
    ['幸福路社区东片区', 'Xingfulu Community, East Area'],
    ['安国路社区（北）', 'Anguolu Community (Bei)'],
    ['万达SOHO小区', 'Wanda SOHO Quarter'],
    ['A区', 'Zone A'],
    ['SOHO区', 'SOHO District'],
    ['建新村', 'Jianxin Village'],
    ['幸福新村', 'Xingfu New Village'],
    ['周村', 'Zhoucun Village'],
    ['五一组', 'Wuyizu'],
    ['Riverside', 'Riverside'],
    ['12', 'No. 12'],
    ['', ''],
  ])('%s is %s', (name, english) => expect(englishName(name)).toBe(english))

  it.each([
    ['重庆路社区', 'Chongqinglu Community'],
    ['长安街道', "Chang'an Subdistrict"],
    ['长兴路社区', 'Changxinglu Community'],
    ['成长路社区', 'Chengzhanglu Community'],
    ['六安路社区', "Lu'anlu Community"],
    ['六里庄村', 'Liulizhuang Village'],
    ['西安路社区', "Xi'anlu Community"],
    ['平安社区', "Ping'an Community"],
    ['玉都街道', 'Yudu Subdistrict'],
    ['成都路社区', 'Chengdulu Community'],
    ['厦门路社区', 'Xiamenlu Community'],
    ['大厦社区', 'Dasha Community'],
    ['银行社区', 'Yinhang Community'],
    ['太行路社区', 'Taihanglu Community'],
    ['乐山路社区', 'Leshanlu Community'],
    ['音乐广场社区', 'Yinyueguangchang Community'],
    ['解放路社区', 'Jiefanglu Community'],
    ['解家营村', 'Xiejiaying Village'],
    ['单家庄村', 'Shanjiazhuang Village'],
    ['曾岗村', 'Zenggang Village'],
    ['十里堡村', 'Shilipu Village'],
    ['单县', 'Shanxian County'],
    ['绿地小区', 'Lüdi Quarter'],
  ])('%s is read as %s', (name, english) => expect(englishName(name)).toBe(english))

  it('keeps a character that has no reading', () => expect(englishName('㙟庄村')).toBe('㙟zhuang Village'))

  it.skipIf(!existsSync(list))('is another one for each of the national code list (skipped where ../shared is absent)', () => {
    const rows: { name: string; kind: string }[] = parse(readFileSync(list), { columns: true })
    const names = rows.map(({ name, kind }) => [englishName(name), kind] as const)
    expect(new Set(names.map(([name]) => name)).size).toBe(55)
    for (const [name, kind] of names) expect(name).toMatch(kind === 'village' ? /^[A-Z][a-z]+ Village$/ : /^[A-Z][a-z]+ Community$/)
  })
})
