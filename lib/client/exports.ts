import * as z from 'zod/mini'
import type { ExportIn } from '@/lib/domain/export'
import { exportRoutes } from '@/lib/domain/routes/exports'
import { request } from './request'

/** A file of 100,000 rows takes a while on a busy server. */
const TIMEOUT_MS = 600_000
const ProblemCode = z.object({ code: z.string() })

/** Makes an export and gives it to the browser to keep; answers the code of what went wrong, or null. */
export async function saveExport(wanted: z.input<typeof ExportIn>): Promise<string | null> {
  try {
    const answer = await request(exportRoutes.make, { body: wanted }, TIMEOUT_MS)
    if (!answer.ok) return ProblemCode.safeParse(await answer.json()).data?.code ?? 'other'
    const url = URL.createObjectURL(await answer.blob())
    const link = document.createElement('a')
    link.href = url
    link.download = nameOf(answer.headers.get('content-disposition')) ?? `export.${wanted.format}`
    link.click()
    // the browser has taken it by then
    setTimeout(() => URL.revokeObjectURL(url), 60_000)
    return null
  } catch {
    return 'lost' // an answer that breaks off as well: the file would lack its mark
  }
}

const nameOf = (disposition: string | null): string | null => {
  const name = /filename\*=UTF-8''([^;]+)/.exec(disposition ?? '')?.[1]
  return name === undefined ? null : decodeURIComponent(name)
}
