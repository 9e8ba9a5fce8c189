import { authenticate, handleOpen, otherMethods } from '@/lib/api/request'
import { runtime } from '@/lib/live/runtime'

/** Figures of this process for Prometheus: for programs of this machine, and for whoever has a token. */
export const GET = handleOpen('/metrics', async ({ request }) => {
  // The server's gate sets this header itself, whatever a client sent.
  if (request.headers.get('x-gridsight-local') !== '1') await authenticate(request)
  const { metrics } = runtime()
  return new Response(await metrics.metrics(), { headers: { 'Content-Type': metrics.contentType, 'Cache-Control': 'no-store' } })
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
