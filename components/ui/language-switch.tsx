'use client'
import { currentLanguage } from '@/lib/client/language'
import { LANGUAGE_COOKIE } from '@/lib/domain/language'

const YEAR_SECONDS = 365 * 86_400

/** Changes between Chinese and English; the browser keeps it. Each language is named in itself. */
export function LanguageSwitch({ className = '' }: { className?: string }) {
  const next = currentLanguage() === 'en' ? 'zh-CN' : 'en'
  const change = () => {
    document.cookie = `${LANGUAGE_COOKIE}=${next}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax`
    const url = new URL(location.href)
    url.searchParams.delete('lang')
    if (url.href === location.href) location.reload()
    else location.replace(url)
  }
  return (
    <button type="button" lang={next} onClick={change} className={`text-1 text-ink-2 underline ${className}`} data-testid="language">
      {NAMES[next]}
    </button>
  )
}
const NAMES = { 'zh-CN': '\u4e2d\u6587', en: 'English' }
