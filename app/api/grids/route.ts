import { GridsQuery } from '@/lib/domain/queries'
import { gridsAsGeoJson, namesTag } from '@/lib/live/geojson'
import { live } from '@/lib/live/live'
import { handle, otherMethods, parseQuery } from '@/lib/live/request'
import { narrowTo } from '@/lib/live/scope'

/** The grids of the viewer's scope with their boundaries. */
export const GET = handle('/api/grids', ({ url, viewer, request }) => {
  const { level, within } = parseQuery(GridsQuery, url)
  const { atlas } = live()
  const { etag, body, gzip } = gridsAsGeoJson(narrowTo(viewer, within, atlas), level, atlas)
  const headers = { ETag: etag, 'Cache-Control': 'private, no-cache', Vary: 'Accept-Encoding, Authorization, Cookie' }
  if (namesTag(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers })
  const packed = /\bgzip\b/.test(request.headers.get('accept-encoding') ?? '')
  return new Response(packed ? gzip : body, {
    headers: { ...headers, 'Content-Type': 'application/geo+json', ...(packed ? { 'Content-Encoding': 'gzip' } : {}) },
  })
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
