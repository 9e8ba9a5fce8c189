import { randomBytes } from 'node:crypto'
import { needStepUp } from '@/lib/db/accounts/second-factor'
import { writeAudit } from '@/lib/db/audit/audit'
import { pool } from '@/lib/db/engine/pool'
import { readLifecycle } from '@/lib/db/ground/lifecycle-setting'
import { visibilityClass } from '@/lib/domain/access'
import { actorOf } from '@/lib/domain/audit'
import { civilDate, stampOf } from '@/lib/domain/clock'
import { type ExportWords, saidIn } from '@/lib/domain/event-export'
import { csvLine, csvMark, type ExportIn, type ExportMark, MAX_EXPORT_ROWS } from '@/lib/domain/export'
import { isWithin, shortName } from '@/lib/domain/grid'
import { isProblem, Problem } from '@/lib/domain/problem'
import { exportRoutes } from '@/lib/domain/routes/exports'
import { live } from '@/lib/live/live'
import { runtimeOrNull } from '@/lib/live/runtime'
import { englishGridName } from './english-names'
import type { Source } from './export-source'
import { SOURCES } from './export-sources'
import { inBudget, Streamed } from './request'
import { type CallOf, type Served, serveViewer } from './route'
import { type RowWriter, workbookWriter } from './workbook'

type Make = CallOf<typeof exportRoutes.make>
const TYPES = { csv: 'text/csv; charset=utf-8', xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' } as const
/** By this Excel knows that a CSV is UTF-8. */
const BOM = '\ufeff'

async function makeExport(call: Make): Promise<Response> {
  const { viewer } = call
  if (visibilityClass(viewer) === 'screen') throw new Problem('forbidden', 'Screens export nothing.')
  const wanted = await call.body()
  if (wanted.only && wanted.list !== 'events') throw new Problem('invalid', 'Only events are chosen one by one.')
  if (wanted.words) await needCode(call, wanted)
  await live().settled()
  const source = await SOURCES[wanted.list](viewer, new URLSearchParams(wanted.query), wanted.only)
  // the place in the budget is held until the last row is written, the answer begins with the first
  return new Promise((answer, refuse) => {
    inBudget('read', call, async () => {
      const count = await source.count()
      if (count > MAX_EXPORT_ROWS) throw new Problem('too_large', `The list has more than ${MAX_EXPORT_ROWS} rows; narrow it and export again.`)
      const now = Date.now()
      const mark: ExportMark = {
        name: viewer.name,
        at: stampOf(now),
        number: `${civilDate(now).replaceAll('-', '')}-${randomBytes(4).toString('hex')}`,
      }
      await audit(call, wanted, { number: mark.number, count })
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
      const name = `${saidIn(wanted.language, source.title)} ${mark.number}.${wanted.format}`
      answer(
        new Streamed(readable, {
          headers: {
            'Content-Type': TYPES[wanted.format],
            'Content-Disposition': `attachment; filename="${mark.number}.${wanted.format}"; filename*=UTF-8''${encodeURIComponent(name)}`,
            'Cache-Control': 'no-store',
          },
        }),
      )
      await write(writable.getWriter(), { call, wanted, source, mark })
    }).catch((error: unknown) => {
      if (!isProblem(error)) runtimeOrNull()?.log.error({ err: error, requestId: call.requestId }, 'an export was cut off')
      refuse(error)
    })
  })
}

type Writing = { call: Make; wanted: ExportIn; source: Source; mark: ExportMark }

/** Writes all of it, as fast as it is taken. A fault cuts the file off before its mark. */
async function write(to: WritableStreamDefaultWriter<Uint8Array>, { call, wanted, source, mark }: Writing): Promise<void> {
  const { viewer, address } = call
  const title = saidIn(wanted.language, source.title)
  let waiting: Uint8Array[] = []
  const out = wanted.format === 'csv' ? csvWriter((bytes) => waiting.push(bytes)) : workbookWriter(title, (bytes) => waiting.push(bytes))
  const flush = async () => {
    const pieces = waiting
    waiting = []
    for (const piece of pieces) await to.write(piece)
  }
  try {
    const { labels, widths } = source.head(wanted.words)
    out.head(
      labels.map((label) => saidIn(wanted.language, label)),
      widths,
    )
    let left = MAX_EXPORT_ROWS
    for await (const page of source.rows({ viewer, address, wanted, words: await wordsOf(wanted) })) {
      const rows = page.slice(0, left)
      left -= rows.length
      out.rows(rows)
      await flush()
      if (left === 0) break
    }
    out.end(mark)
    await flush()
    await to.close()
  } catch (error) {
    await to.abort(error).catch(() => {})
    if (!call.request.signal?.aborted) throw error
  }
}

function csvWriter(give: (bytes: Uint8Array) => void): RowWriter {
  const say = (text: string) => give(Buffer.from(text))
  return {
    head: (labels) => say(BOM + csvLine(labels)),
    rows: (rows) => say(rows.map(csvLine).join('')),
    end: (mark) => say(csvMark(mark)),
  }
}

async function wordsOf({ language }: ExportIn): Promise<ExportWords> {
  const { atlas } = live()
  const { labels } = await readLifecycle()
  const types = new Map([...atlas.typeById.values()].map((type) => [type.code, type]))
  const name = (code: string) => (language === 'en' ? englishGridName(atlas, code) : shortName(atlas.byCode.get(code)?.name ?? code))
  const places = new Map<string, string>()
  const place = (code: string): string => {
    const known = places.get(code)
    if (known !== undefined) return known
    const path = atlas.grids.filter((grid) => isWithin(code, grid.code)).map((grid) => name(grid.code))
    // each word once: 幸福路社区第03网格 says its community
    const text = path.filter((one, i) => !path[i + 1]?.startsWith(one.replace(/网格$/, ''))).join(language === 'en' ? ', ' : ' ')
    places.set(code, text)
    return text
  }
  const kinds = { team: { zh: '队伍', en: 'A team' }, member: { zh: '人员', en: 'A member' } } as const
  return {
    language,
    labels,
    type: (code) => types.get(code),
    place,
    party: ({ kind, id }) => (kind === 'department' ? id : kind === 'grid' ? name(id) : saidIn(language, kinds[kind])),
  }
}

async function needCode(call: Make, wanted: ExportIn): Promise<void> {
  try {
    await needStepUp(call.viewer)
  } catch (error) {
    if (isProblem(error)) await audit(call, wanted, { code: error.code }, 'refused')
    throw error
  }
}

function audit(
  { viewer, address }: Make,
  { list, format, query, words, only }: ExportIn,
  more: Record<string, unknown>,
  result?: 'refused',
): Promise<void> {
  const { number, ...detail } = more
  return writeAudit(pool(), {
    actor: actorOf(viewer),
    action: result ? 'export.refused' : 'export.made',
    object: { kind: 'export', id: typeof number === 'string' ? number : list },
    address,
    ...(result && { result }),
    detail: { list, format, query, words, ...(only && { only }), ...detail },
  })
}

export const exportsServed: readonly Served[] = [serveViewer(exportRoutes.make, makeExport)]
