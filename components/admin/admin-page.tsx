'use client'
import type { ReactNode } from 'react'
import { LanguageSwitch } from '@/components/ui/language-switch'
import { Logo } from '@/components/ui/logo'
import { Sheet } from '@/components/ui/sheet'
import { adminTexts } from '@/lib/client/messages/admin'
import type { SettingsIn } from '@/lib/domain/settings'

const { nav } = adminTexts
const pages = { figures: '/figures', people: '/people', audit: '/audit', settings: '/settings' } as const

/** A page of administrators and auditors: where one is, and where one can go. */
export function AdminPage({ page, title, demo, children }: { page: keyof typeof pages; title: string; demo: string | null; children: ReactNode }) {
  return (
    <Sheet>
      <div className="mx-auto flex max-w-1200 flex-col gap-28">
        <header className="flex flex-wrap items-center gap-x-28 gap-y-12">
          <a href="/desk" aria-label={nav.desk}>
            <Logo className="size-36 text-ink-1" />
          </a>
          <h1 className="text-3 font-semibold text-ink-1">{title}</h1>
          <nav className="flex flex-wrap gap-20 text-2" aria-label={nav.label}>
            <a href="/desk">{nav.desk}</a>
            {Object.entries(pages).map(([name, href]) => (
              <a
                key={href}
                href={href}
                aria-current={name === page ? 'page' : undefined}
                className="aria-[current=page]:text-ink-1 aria-[current=page]:underline"
              >
                {new Map(Object.entries(nav)).get(name)}
              </a>
            ))}
            <a href="/wall">{nav.wall}</a>
          </nav>
          <LanguageSwitch />
          {demo !== null && <p className="text-1 text-ink-3 min-[641px]:ml-auto">{demo}</p>}
        </header>
        {children}
      </div>
    </Sheet>
  )
}

/** How a part saves what it changed; answers whether it worked. */
export type Save = (change: SettingsIn) => Promise<boolean>

/** A part of such a page. */
export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-14 border-t border-line-strong pt-20" aria-label={title}>
      <h2 className="text-2 font-semibold text-ink-1">{title}</h2>
      {children}
    </section>
  )
}

/** Lines to choose from, labelled. */
export function Choice({
  label,
  name,
  value,
  options,
  onChange,
}: {
  label: string
  name: string
  value?: string
  options: readonly (readonly [value: string, label: string])[]
  onChange?: (value: string) => void
}) {
  return (
    <label className="flex flex-col gap-6 text-1 text-ink-2">
      {label}
      <select
        name={name}
        defaultValue={value}
        onChange={onChange && ((event) => onChange(event.target.value))}
        className="h-48 rounded-chip border border-line-strong bg-bg px-14 text-2 text-ink-1"
      >
        {options.map(([of, text]) => (
          <option key={of} value={of}>
            {text}
          </option>
        ))}
      </select>
    </label>
  )
}
