import dynamic from 'next/dynamic'
import type { WallPanel } from '@/components/wall/scene'
import { inLanguage } from '@/lib/client/language'

const words = {
  zh: {
    title: '风险预警',
    note: (n: number) => `内部研判 · 在办 ${n}`,
    firing: '待签收',
    acknowledged: '已签收',
    more: (n: number) => `另有 ${n} 条`,
    hidden: (street: string, n: number) => `${street}：敏感类预警 ${n}`,
  },
  en: {
    title: 'Risk alerts',
    note: (n: number) => `internal · ${n} alive`,
    firing: 'to acknowledge',
    acknowledged: 'acknowledged',
    more: (n: number) => `${n} more`,
    hidden: (street: string, n: number) => `${street}: sensitive ${n}`,
  },
}
const texts = inLanguage(words.zh, words.en)

// it is there only once there are alerts, and those are read when all else is painted
const AlertRows = dynamic(() => import('./alert-rows'), { ssr: false })

function Alerts({ className }: { className: string }) {
  return <AlertRows className={className} texts={texts} />
}

export const alerts: WallPanel = {
  id: 'alerts',
  words,
  isThere: ({ alerts: living, hidden }) => (living?.size ?? 0) + hidden.length > 0,
  Panel: Alerts,
}
