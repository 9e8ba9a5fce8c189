import { handle, otherMethods } from '@/lib/api/request'
import { openTianditu } from '@/lib/basemap/tianditu'
import { TiandituTile } from '@/lib/domain/basemap'
import { Problem } from '@/lib/domain/problem'
import { runtimeOrNull } from '@/lib/live/runtime'

/** One transparent pixel, for a tile that cannot be had: the map goes on, and asks again when this has grown old. */
const NOTHING = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=', 'base64')
const RETRY_SECONDS = 60
const KEPT_SECONDS = 7 * 86_400

/** A tile of 天地图, fetched with the operator's key, which no page sees. */
export const GET = handle<Record<string, string>>('/api/basemap/tianditu', async ({ params }) => {
  const source = openTianditu((what) => runtimeOrNull()?.log.warn(`Tianditu is not to be had: ${what}`))
  if (!source) throw new Problem('not_found', 'This server has no key for Tianditu.')
  const tile = TiandituTile.safeParse(params)
  if (!tile.success) throw new Problem('invalid', `There is no such tile: ${tile.error.issues[0]?.message ?? 'invalid'}.`)
  const got = await source.tile(tile.data)
  return new Response(got?.bytes ?? NOTHING, {
    headers: {
      'Content-Type': got?.type ?? 'image/png',
      'Cache-Control': `private, max-age=${got ? KEPT_SECONDS : RETRY_SECONDS}`,
      ...(got ? {} : { 'X-Gridsight-Tile': 'unavailable' }),
    },
  })
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
