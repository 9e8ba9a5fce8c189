import { englishName } from './english-name'

/** What names of units end in, the longest first. */
const ENDS: readonly (readonly [zh: string, en: string])[] = [
  ['片区马路联合党支部', 'Area Road Joint Party Branch'],
  ['新就业群体委员会', 'Committee of New Workers'],
  ['联合党支部', 'Joint Party Branch'],
  ['业主委员会', 'Owners’ Committee'],
  ['党员中心户', 'Party Member’s Household'],
  ['党工委', 'Party Working Committee'],
  ['联合党委', 'Joint Party Committee'],
  ['党小组', 'Party Group'],
  ['党支部', 'Party Branch'],
  ['商业街', 'Shopping Street'],
  ['物业服务公司', 'Property Services'],
  ['志愿队', 'Volunteers'],
  ['供电公司', 'Power Supply'],
  ['公司', 'Company'],
  ['商会', 'Chamber of Commerce'],
  ['银行', 'Bank'],
  ['图书馆', 'Library'],
  ['医院', 'Hospital'],
  ['小学', 'Primary School'],
  ['中学', 'Middle School'],
  ['局', 'Bureau'],
  ['队', 'Team'],
]
/** Names made lately, since a picture of a county has some hundred of them: reading one takes some 20 µs. */
const known = new Map<string, string>()
const MAX_KNOWN = 20_000

function named(name: string): string {
  const numbered = /^第([一二三四五六七八九十]+)片区马路联合党支部$/.exec(name)
  if (numbered) return `${englishName(`${numbered[1]}区`)} Road Joint Party Branch`
  const county = /^县(?=..)/.test(name) ? 'County ' : ''
  const own = county === '' ? name : name.slice(1)
  const [end, english] = ENDS.find(([zh]) => own.endsWith(zh)) ?? []
  if (end === undefined) return englishName(name)
  const stem = own.slice(0, -end.length)
  return stem === '' ? `${county}${english}` : `${county}${englishName(stem)} ${english}`
}

/** The name of a unit in English, as places are named: what kind it is is translated, its own part is Hanyu Pinyin. */
export function englishUnitName(name: string): string {
  const made = known.get(name)
  if (made !== undefined) return made
  const text = named(name)
  if (known.size >= MAX_KNOWN) known.clear()
  known.set(name, text)
  return text
}
