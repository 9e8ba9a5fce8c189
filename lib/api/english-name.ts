import { LRUCache } from 'lru-cache'
import { customPinyin, pinyin } from 'pinyin-pro'
import { shortName } from '@/lib/domain/grid'

// What is read otherwise in names of places than in other words.
customPinyin({ 都: 'dū', 里堡: 'lǐ pù', 单县: 'shàn xiàn', 泌阳: 'bì yáng' })

/** Surnames that are other words too, before what a settlement is called by: 单 of 单家庄 is Shan. */
const SURNAME = /^[单曾解查仇区盖员缪朴](家|氏|[庄营寨楼岗店湾洼沟桥屯堡集坟坡坪河圈]$)/

const HAN = /(\p{Script=Han}+)/u

/** Chinese in Hanyu Pinyin as one word, 西安 as Xi'an; other writing stays as it is, a word of its own. */
function romanize(text: string): string {
  const surname = SURNAME.test(text) ? 'head' : 'off'
  const words = text.split(HAN).map((run) => {
    if (!HAN.test(run)) return run.trim()
    const syllables = pinyin(run, { toneType: 'none', type: 'array', surname })
    const word = syllables.map((syllable, i) => (i > 0 && /^[aoe]/.test(syllable) ? `'${syllable}` : syllable)).join('')
    return word.charAt(0).toUpperCase() + word.slice(1)
  })
  return words.filter((word) => word !== '').join(' ')
}

/** What a name ends in that is translated (通名), the longest first. */
const KINDS: readonly (readonly [zh: string, en: string])[] = [
  ['街道办事处', 'Subdistrict'],
  ['街道', 'Subdistrict'],
  ['民族乡', 'Ethnic Township'],
  ['镇', 'Town'],
  ['乡', 'Township'],
  ['社区居委会', 'Community'],
  ['社区', 'Community'],
  ['村委会', 'Village'],
  ['行政村', 'Village'],
  ['自然村', 'Village'],
  ['新村', 'New Village'],
  ['村', 'Village'],
  ['小区', 'Quarter'],
  ['花园', 'Garden'],
  ['微网格', 'Micro-grid'],
  ['网格', 'Grid'],
  ['片区', 'Area'],
  ['工业园区', 'Industrial Park'],
  ['工业园', 'Industrial Park'],
  ['产业园', 'Industrial Park'],
  ['开发区', 'Development Zone'],
  ['新区', 'New District'],
  ['区', 'District'],
  ['县', 'County'],
  ['市场', 'Market'],
  ['市', 'City'],
  ['大道', 'Avenue'],
  ['大街', 'Street'],
  ['街', 'Street'],
  ['路', 'Road'],
  ['巷', 'Lane'],
  ['广场', 'Square'],
  ['公园', 'Park'],
  ['小学', 'Primary School'],
  ['中学', 'Middle School'],
  ['学校', 'School'],
  ['医院', 'Hospital'],
]

/** Whose second syllable is as often a part of the name: 建新村 is Jianxin Village, 幸福新村 Xingfu New Village. */
const AFTER_TWO = new Set(['新村', '新区', '区', '市', '花园'])

/** What stands behind a number: 第05网格, 3号楼. */
const NUMBERED: Readonly<Record<string, string>> = {
  微网格: 'Micro-grid',
  网格: 'Grid',
  格: 'Grid',
  片区: 'Area',
  区: 'Zone',
  期: 'Phase',
  号楼: 'Building',
  楼: 'Building',
  栋: 'Building',
  幢: 'Building',
  单元: 'Unit',
  村民小组: 'Group',
  居民小组: 'Group',
  小组: 'Group',
  组: 'Group',
  生产队: 'Team',
  队: 'Team',
  排: 'Row',
  院: 'Yard',
  弄: 'Lane',
  党员中心户: 'Party Member’s Household',
  号: 'No.',
}
const NUMBER = '[A-Za-z]?\\d+(?:[-–—.]\\d+)*[A-Za-z]?|[A-Za-z]|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九]'
const NUMBERED_END = new RegExp(`^(.*?)[\\s·\\-—]*第?(?<![\\dA-Za-z一二三四五六七八九十])(${NUMBER})\\s*号?(${Object.keys(NUMBERED).join('|')})$`)
const DIRECTIONS: Readonly<Record<string, string>> = { 东: 'East', 西: 'West', 南: 'South', 北: 'North', 中: 'Middle' }
const DIRECTED_END = /^(.*?)([东西南北中])(片区|网格|区|院)$/

/** 十二 as 12; what is no Chinese number stays as it is. */
function digits(number: string): string {
  if (!/^[一二三四五六七八九十]+$/.test(number)) return number
  const [tens = '', ones = ''] = number.includes('十') ? number.split('十') : ['零', number]
  const value = (of: string) => '零一二三四五六七八九'.indexOf(of)
  return String((tens === '' ? 1 : value(tens)) * 10 + (ones === '' ? 0 : value(ones)))
}

/** Names that stand one behind the other, the larger place first: 阳光小区3号楼 is two. */
const partsOf = (text: string): string[] =>
  text
    .replace(/(\d)\s+(?=\p{Script=Han})/gu, '$1')
    .split(/[\s·、，,]+|(?<=街道|社区|小区)(?!社区|居|委|办|村委|路|街|巷|大道)(?=..)/u)
    .filter((part) => part !== '')

function englishPart(part: string): string[] {
  const numbered = NUMBERED_END.exec(part)
  if (numbered) {
    const [, head = '', number = '', kind = ''] = numbered
    return [...(head === '' ? [] : englishPart(head)), `${NUMBERED[kind]} ${digits(number)}`]
  }
  const directed = DIRECTED_END.exec(part)
  if (directed && (directed[1] === '' || KINDS.some(([zh]) => directed[1]?.endsWith(zh)))) {
    const [, head = '', towards = '', kind = ''] = directed
    return [...(head === '' ? [] : englishPart(head)), `${DIRECTIONS[towards]} ${NUMBERED[kind]}`]
  }
  const kind = KINDS.find(([zh]) => part.endsWith(zh) && part.length >= zh.length + (AFTER_TWO.has(zh) ? 2 : 1))
  if (!kind) return [/^[\d-]+$/.test(part) ? `No. ${part}` : romanize(part)]
  const [zh, en] = kind
  const own = part.slice(0, -zh.length)
  // one syllable is no name by itself: 单县 is Shanxian County
  const whole = own.length === 1 && HAN.test(own) && zh.length < 3 ? part : own
  return [`${romanize(whole)} ${en}`]
}

/** Trees of thousands of names are asked for again and again, and a name costs a dozen regular expressions. */
const known = new LRUCache<string, string>({ max: 20_000 })

/**
 * The name of a place in English: its own part in Hanyu Pinyin as one word, what kind of place it is translated, as the standards for names
 * of places have it (GB/T 16159, GB/T 17693.1): 幸福路社区第05网格 is Xingfulu Community, Grid 05. A character that has no reading stays.
 */
export function englishName(name: string): string {
  const made = known.get(name)
  if (made !== undefined) return made
  const english = makeName(name)
  known.set(name, english)
  return english
}

function makeName(name: string): string {
  const plain = shortName(name.normalize('NFKC').trim()).replace(/居委会$/, '')
  const bracketed = /^(.+?)\s*\((.+)\)$/.exec(plain)
  if (bracketed) return `${englishName(bracketed[1] ?? '')} (${englishName(bracketed[2] ?? '')})`
  return partsOf(plain).flatMap(englishPart).join(', ')
}
