import { InvalidArgumentError } from 'commander'
import type { Scope } from '@/lib/domain/access'

const ALL = 'all'

/** Grid-code prefixes of `--within`; "all" is everything. */
export function parseWithin(text: string): string[] {
  const codes = text.split(',').map((code) => code.trim())
  for (const code of codes)
    if (code !== ALL && !/^\d{1,24}$/.test(code)) throw new InvalidArgumentError('grid codes are digits; "all" reaches everything.')
  return codes.includes(ALL) ? [''] : [...new Set(codes)]
}

/** A scope as a list shows it. */
export function withinOf(scope: Scope): string {
  if (scope.kind === 'self') return '-'
  return scope.kind === 'department' ? scope.department : scope.prefixes.map((p) => p || ALL).join(',')
}
