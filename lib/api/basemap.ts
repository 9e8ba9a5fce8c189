import { findMapFile, rangeOf } from '@/lib/basemap/files'
import { openTianditu } from '@/lib/basemap/tianditu'
import { Problem } from '@/lib/domain/problem'
import { basemapRoutes } from '@/lib/domain/routes/basemap'
import { runtimeOrNull } from '@/lib/live/runtime'
import { namesTag } from './grids'
import { Streamed, Whole } from './request'
import { type CallOf, type Served, serveViewer } from './route'

async function giveFile({ request, params }: CallOf<typeof basemapRoutes.file>): Promise<Response> {
  const file = await findMapFile(params().path)
  if (!file) throw new Problem('not_found', 'There is no such file of a base map.')
  const { size, tag, type } = file
  const headers = { ETag: tag, 'Cache-Control': 'private, no-cache', 'Accept-Ranges': 'bytes', 'Content-Type': type }
  if (namesTag(request.headers.get('if-none-match'), tag)) return new Response(null, { status: 304, headers })
  const asked = request.headers.get('if-range')
  const range = asked === null || asked === tag ? rangeOf(request.headers.get('range'), size) : null
  if (range === 'none') return new Response(null, { status: 416, headers: { ...headers, 'Content-Range': `bytes */${size}` } })
  const { start, end } = range ?? { start: 0, end: size - 1 }
  const body = size === 0 || request.method === 'HEAD' ? null : file.read(start, end)
  const length = { 'Content-Length': String(end - start + 1) }
  if (!range) return new Streamed(body, { headers: { ...headers, ...length } })
  return new Streamed(body, { status: 206, headers: { ...headers, ...length, 'Content-Range': `bytes ${start}-${end}/${size}` } })
}

/** One transparent pixel, for a tile that cannot be had: the map goes on, and asks again when this has grown old. */
const NOTHING = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=', 'base64')
const RETRY_SECONDS = 60
const KEPT_SECONDS = 7 * 86_400

/** A tile of 天地图, fetched with the operator's key, which no page sees. */
async function giveTianditu({ params }: CallOf<typeof basemapRoutes.tianditu>): Promise<Response> {
  const source = openTianditu((what) => runtimeOrNull()?.log.warn(`Tianditu is not to be had: ${what}`))
  if (!source) throw new Problem('not_found', 'This server has no key for Tianditu.')
  const got = await source.tile(params())
  return new Whole(got?.bytes ?? NOTHING, {
    headers: {
      'Content-Type': got?.type ?? 'image/png',
      'Cache-Control': `private, max-age=${got ? KEPT_SECONDS : RETRY_SECONDS}`,
      ...(got ? {} : { 'X-Gridsight-Tile': 'unavailable' }),
    },
  })
}

export const basemapServed: readonly Served[] = [serveViewer(basemapRoutes.file, giveFile), serveViewer(basemapRoutes.tianditu, giveTianditu)]
