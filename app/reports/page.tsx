import * as z from 'zod/mini'
import { Starting } from '@/components/page/starting'
import { ReportsPage } from '@/components/reports/reports-page'
import { said } from '@/lib/client/language'
import { deskTexts } from '@/lib/client/messages/desk'
import { loadAtlas } from '@/lib/db/ground/grids'
import { mayReadGrid } from '@/lib/domain/access'
import { frameViewport, nameOfGrid, openPage, titled } from '../frame'

export const generateMetadata = titled('reports')
export const generateViewport = frameViewport

/** Reports of deeper grids are made by whoever names one over HTTP; a list of them all would be too long to choose from. */
const LEVELS = 2
const Alert = z.uuid()

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> }

/** 研判报告: those there are, and the making of one. */
export default async function Page({ searchParams }: Props) {
  const alert = Alert.safeParse((await searchParams).alert)
  const frame = await openPage('reports', alert.success ? `/reports?alert=${alert.data}` : '/reports')
  if (frame === 'starting') return <Starting />
  const { viewer } = frame
  const atlas = await loadAtlas()
  const prefixes = viewer.scope.kind === 'grids' ? viewer.scope.prefixes : []
  const own = prefixes.map((code) => ({ code, name: code === '' ? deskTexts.scopeAll : nameOfGrid(code, atlas) }))
  const inside = atlas.grids
    .filter(({ code, level }) => level <= LEVELS && mayReadGrid(viewer, code) && !prefixes.includes(code))
    .map(({ code, level }) => ({ code, name: `${level === 1 ? '' : said({ zh: '　', en: '  ' })}${nameOfGrid(code, atlas)}` }))
  return <ReportsPage frame={frame} places={[...own, ...inside]} alert={alert.success ? alert.data : null} now={Date.now()} />
}
