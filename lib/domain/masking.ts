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

const BUILDING = /^.*?(?:\d+|[一二三四五六七八九十百]+|[A-Za-z]|[甲乙丙丁东西南北])\s*(?:号楼|号院|[栋幢座楼排])/u

/** An address to the building; without a building, to the first number in it. */
export function maskAddress(address: string): string {
  const building = BUILDING.exec(address)?.[0]
  const kept = building ?? /^[^\d一二三四五六七八九十]*/u.exec(address)?.[0] ?? ''
  return kept.length === address.length ? kept : `${kept}***`
}
