/**
 * What a limit by address counts: of IPv6 the first 64 bits, since whoever has one address there has all below them; of IPv4 the address. Anything else as it is;
 * null, an address that is not known, is one of its own.
 */
export function networkOf(address: string | null): string {
  if (address === null) return 'unknown'
  const [plain = ''] = address.split('%')
  if (!plain.includes(':')) return address
  const [front = [], back = []] = plain.split('::').map((half) => half.split(':').filter((group) => group !== ''))
  const between = Array.from({ length: Math.max(0, 8 - front.length - back.length) }, () => '0')
  const groups = [...front, ...between, ...back].slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16))
  return `${groups.join(':')}::/64`
}
