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
    'docx',
    '@electric-sql/pglite-postgis',
    '@zxcvbn-ts/language-common',
    'pino',
    'pinyin-pro',
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
  // authInterrupts: a stranger's page answers 401. A page and a handler are loaded when the first one asks for them: all of them ahead were
  // a third of the server's work at a start, and most of what is asked often never comes to Next (lib/server/direct.ts).
  // A cache of the build on disk is for building again and again: on a fresh machine, that builds once, it is a quarter of the work and 135 MB.
  // Source maps serve whoever develops. In a build they are of the server's part alone, and nothing reads them: a seventh of the work, 27 of 58 MB.
  experimental: {
    agentUpgrade: false,
    authInterrupts: true,
    preloadEntriesOnStart: false,
    turbopackFileSystemCacheForBuild: false,
    turbopackSourceMaps: process.env.NODE_ENV === 'development',
  },
}
