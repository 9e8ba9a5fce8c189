'use client'
import { type Given, KeptPage } from '@/components/phone/kept-page'
import { Report } from './report'

/** The page as the server made it for somebody, or, without a signal, as their phone has kept it: one piece of code, so a phone keeps no other files for it. */
export function ReportPage({ given }: { given?: Given }) {
  return (
    <KeptPage name="report" given={given}>
      {(opened) => <Report {...opened} />}
    </KeptPage>
  )
}
