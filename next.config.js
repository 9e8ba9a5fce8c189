/** What every answer carries; the Content-Security-Policy of pages has a nonce and is set in proxy.ts. */
const headers = [
  { key: 'X-Content-Type-Options', value: 'nosniff' },
  { key: 'Referrer-Policy', value: 'no-referrer' },
  { key: 'X-Frame-Options', value: 'DENY' },
  { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
  { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
  { key: 'Permissions-Policy', value: 'camera=(), microphone=(), geolocation=(self), payment=(), usb=()' },
]

/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  // These load files or native parts of their own, or must be one instance in the process.
  serverExternalPackages: [
    'pg',
    '@prisma/client',
    '@prisma/adapter-pg',
    '@electric-sql/pglite',
    'better-auth',
    '@electric-sql/pglite-postgis',
    'pino',
    'prom-client',
    'rate-limiter-flexible',
  ],
  // No picture of ours needs to be resized, and the door to that fetches what strangers ask for.
  images: { unoptimized: true },
  turbopack: {
    root: import.meta.dirname,
    // deck.gl without WebGPU, which no map here draws with. Its own condition for that (visgl:webgl-only) cannot be asked of Turbopack.
    resolveAlias: {
      '@deck.gl/core': './node_modules/@deck.gl/core/dist.webgl-only/index.js',
      '@deck.gl/layers': './node_modules/@deck.gl/layers/dist.webgl-only/index.js',
    },
  },
  // `npm run validate` checks the types; a start on a fresh machine need not do it again.
  typescript: { ignoreBuildErrors: true },
  // Nothing here may talk to the outside or write into the folder.
  agentRules: false,
  // authInterrupts: a stranger's page answers 401
  experimental: { agentUpgrade: false, authInterrupts: true },
  headers: async () => [{ source: '/:path*', headers }],
}
