import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import path from 'node:path'
import { build } from 'esbuild'

export type PageServer = { url: string; stop(): Promise<void> }

const types: Record<string, string> = { html: 'text/html; charset=utf-8', js: 'text/javascript', mjs: 'text/javascript', css: 'text/css' }
const MAPLIBRE = 'node_modules/maplibre-gl/dist'

/**
 * Serves a page of a benchmark on the loopback: `scripts` are modules of ours by the name they are served as (`page.js` is what the page
 * runs), MapLibre's files lie below `/maplibre/`, and everything else is asked of `answer`.
 */
export async function servePage(scripts: Record<string, string>, answer: (url: URL) => Uint8Array | null): Promise<PageServer> {
  const files = new Map<string, Uint8Array>()
  for (const [name, entry] of Object.entries(scripts)) {
    const made = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      minify: true,
      format: 'esm',
      target: 'es2022',
      conditions: ['visgl:webgl-only'],
      define: { 'process.env.NODE_ENV': '"production"', 'import.meta.url': 'location.href' },
      logLevel: 'error',
    })
    for (const { contents } of made.outputFiles) files.set(`/${name}`, contents)
  }
  const html =
    '<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/maplibre/maplibre-gl.css"><style>html,body,#map{margin:0;height:100%;background:#081118}</style><div id="map"></div><script type="module" src="/page.js"></script>'
  files.set('/', Buffer.from(html))
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://page')
    const file = url.pathname.startsWith('/maplibre/') ? readFileSync(path.join(MAPLIBRE, path.basename(url.pathname))) : files.get(url.pathname)
    const body = file ?? answer(url)
    if (!body) return response.writeHead(404).end()
    const extension = url.pathname === '/' ? 'html' : (url.pathname.split('.')[1] ?? '')
    response.writeHead(200, { 'Content-Type': types[extension] ?? 'application/octet-stream', 'Content-Length': body.byteLength }).end(body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
