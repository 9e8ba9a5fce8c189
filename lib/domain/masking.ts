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

const PHONE = /(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)/g
const LANDLINE = /(?<!\d)(0\d{2,3})[-－ ]?(\d{3,4})(\d{4})(?!\d)/g
const ID_NUMBER = /(?<![0-9A-Za-z])(\d{6})(?:\d{8}|\d{5})(\d{3}[0-9Xx])(?![0-9A-Za-z])/g
const fullWidth = /[０-９Ｘｘ]/g
const halfWidth = (text: string) => text.replace(fullWidth, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))

/**
 * Free text with the numbers of phones (mobile and fixed) and identity cards (18 and 15 digits) in it masked, also where they are written
 * with spaces, dashes or full-width digits. Names and addresses stay: no pattern tells them from other words.
 */
export function maskText(text: string): string {
  return halfWidth(text)
    .replace(ID_NUMBER, (_, first: string, last: string) => `${first}********${last}`)
    .replace(PHONE, '$1****$3')
    .replace(LANDLINE, (_, area: string, __: string, last: string) => `${area}-****${last}`)
}

const BUILDING = /^.*?(?:\d+|[一二三四五六七八九十百]+|[A-Za-z]|[甲乙丙丁东西南北])\s*(?:号楼|号院|[栋幢座楼排])/u

/** An address to the building; without a building, to the first number in it. */
export function maskAddress(address: string): string {
  const building = BUILDING.exec(address)?.[0]
  const kept = building ?? /^[^\d一二三四五六七八九十]*/u.exec(address)?.[0] ?? ''
  return kept.length === address.length ? kept : `${kept}***`
}
