import { namesTag } from '@/lib/api/grids'
import { handle, otherMethods } from '@/lib/api/request'
import { findMapFile, rangeOf } from '@/lib/basemap/files'
import { Problem } from '@/lib/domain/problem'

/** A file of the base map that the operator keeps on this machine, whole or in parts, as a map reads out of a PMTiles file. */
export const GET = handle<{ path: string[] }>('/api/basemap/files', async ({ request, params }) => {
  const file = await findMapFile(params.path)
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
  if (!range) return new Response(body, { headers: { ...headers, ...length } })
  return new Response(body, { status: 206, headers: { ...headers, ...length, 'Content-Range': `bytes ${start}-${end}/${size}` } })
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
