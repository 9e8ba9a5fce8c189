/** How personal data is shown to those who have no reason to see all of it. Each of these keeps less rather than more. */

const stars = (count: number) => '*'.repeat(Math.max(1, count))

/** 138****5678; of any other number the last two digits. */
export function maskPhone(phone: string): string {
  const digits = [...phone]
  if (/^\d{11}$/.test(phone)) return `${phone.slice(0, 3)}****${phone.slice(7)}`
  return digits.length < 5 ? stars(digits.length) : `${stars(digits.length - 2)}${digits.slice(-2).join('')}`
}

/** The first six and the last four of a number of identity; of a shorter one nothing. */
export function maskIdNumber(id: string): string {
  return id.length < 15 ? stars(id.length) : `${id.slice(0, 6)}${stars(id.length - 10)}${id.slice(-4)}`
}

/** 张*: the first character, and one star for whatever follows. */
export function maskName(name: string): string {
  const [first = '', ...rest] = [...name.trim()]
  return rest.length === 0 ? stars(1) : `${first}*`
}

const GAP = String.raw`[-－—\s·.]?`
const DATE = String.raw`(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])`
const MOBILE = new RegExp(String.raw`(?<!\d)(?:\+?86${GAP})?(1[3-9]\d)${GAP}\d{4}${GAP}(\d{4})(?!\d)`, 'gu')
const LANDLINE = new RegExp(String.raw`(?<!\d)(0\d{2,3})${GAP}\d{3,4}(\d{4})(?!\d)`, 'gu')
const ID_NUMBER = new RegExp(String.raw`(?<![0-9A-Za-z])(\d{6})${GAP}(?:${DATE}|\d\d(?:0[1-9]|1[0-2])\d)${GAP}(\d{3}[0-9Xx])(?![0-9A-Za-z])`, 'gu')
const FULL_WIDTH = /[０-９Ｘｘ＋]/gu
const halfWidth = (text: string) => text.replace(FULL_WIDTH, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))

/**
 * Free text with the numbers of phones (mobile and fixed) and identity cards (18 and 15 digits) in it masked, also where they are written
 * in groups or with full-width digits. Names and addresses stay: no pattern tells them from other words.
 */
export function maskText(text: string): string {
  if (!/[\d０-９]{4}/u.test(text)) return text
  const plain = halfWidth(text)
  const masked = plain.replace(ID_NUMBER, '$1********$2').replace(MOBILE, '$1****$2').replace(LANDLINE, '$1-****$2')
  return masked === plain ? text : masked
}

/** Who reported, as free text (王小明 13812345678): numbers masked, and of each name its first character. */
export function maskReporter(reporter: string): string {
  return maskText(reporter).replace(/\p{L}+/gu, maskName)
}

/** A code that stands for somebody: its last two characters. */
export const maskCode = (code: string): string => (code.length < 5 ? stars(code.length) : `${stars(code.length - 2)}${code.slice(-2)}`)

const BUILDING = /^.*?(?:\d+|[一二三四五六七八九十百]+|[A-Za-z]|[甲乙丙丁东西南北])\s*(?:号楼|号院|[栋幢座楼排])/u

/** An address to the building; without a building, to the first number in it. */
export function maskAddress(address: string): string {
  const building = BUILDING.exec(address)?.[0]
  const kept = building ?? /^[^\d一二三四五六七八九十]*/u.exec(address)?.[0] ?? ''
  return kept.length === address.length ? kept : `${kept}***`
}

/** An address of the web without what may be a key in it: whoever is named before its host, and what follows its path. */
export function maskUrl(url: string): string {
  const { origin, pathname } = new URL(url)
  return `${origin}${pathname}`
}
