/** What stands so many places on in a list; the first where `from` is not in it, and nothing beyond its ends. */
export function stepFrom<T>(list: readonly T[], from: T | null, by: 1 | -1): T | undefined {
  const at = from === null ? -1 : list.indexOf(from)
  return list[at < 0 ? 0 : at + by]
}
