import { narrow } from '@/lib/domain/access'
import { GridsQuery } from '@/lib/domain/queries'
import { gridsAsGeoJson, namesTag } from '@/lib/live/geojson'
import { live } from '@/lib/live/live'
import { handle, otherMethods, parseQuery } from '@/lib/live/request'

/** The grids of the viewer's scope with their boundaries; none of a place that is not there for this viewer. */
export const GET = handle('/api/grids', ({ url, viewer, request }) => {
  const { level, within } = parseQuery(GridsQuery, url)
  const { atlas } = live()
  const { etag, body } = gridsAsGeoJson(narrow(viewer, within), level, atlas)
  const headers = { ETag: etag, 'Cache-Control': 'private, no-cache', Vary: 'Authorization, Cookie' }
  if (namesTag(request.headers.get('if-none-match'), etag)) return new Response(null, { status: 304, headers })
  return new Response(body, { headers: { ...headers, 'Content-Type': 'application/geo+json' } })
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
