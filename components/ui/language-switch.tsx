'use client'
import { currentLanguage } from '@/lib/client/language'

/** Changes between Chinese and English; the server has the browser keep it (proxy.ts). Each language is named in itself. */
export function LanguageSwitch({ className = '' }: { className?: string }) {
  const next = currentLanguage() === 'en' ? 'zh-CN' : 'en'
  const change = () => {
    const url = new URL(location.href)
    url.searchParams.set('lang', next)
    location.assign(url)
  }
  return (
    <button type="button" lang={next} onClick={change} className={`text-1 text-ink-2 underline ${className}`} data-testid="language">
      {NAMES[next]}
    </button>
  )
}
const NAMES = { 'zh-CN': '\u4e2d\u6587', en: 'English' }
