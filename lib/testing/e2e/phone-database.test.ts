/** @module-tag pages */
import type { Browser } from '@playwright/test'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from './wall'

const ORIGIN = 'http://localhost:1'
const SCRIPT = '/phone-database.js'

let browser: Browser
let script: string
beforeAll(async () => {
  const { outputFiles } = await build({ entryPoints: ['lib/client/phone-database.ts'], bundle: true, format: 'esm', write: false })
  script = outputFiles[0]?.text ?? ''
  browser = await openBrowser({ fonts: 'system' })
})
afterAll(() => browser?.close())

/** A page that has the browser's own database, and nothing else of ours. */
async function openPage() {
  const page = await browser.newPage()
  await page.route(`${ORIGIN}/**`, (route) =>
    route.fulfill(
      route.request().url().endsWith(SCRIPT)
        ? { contentType: 'text/javascript', body: script }
        : { contentType: 'text/html', body: '<title></title>' },
    ),
  )
  await page.goto(ORIGIN)
  return page
}

it('has put nothing before the transaction is complete: what finds no room at its end lives as long as the page', async () => {
  const page = await openPage()
  const load = () => page.evaluateHandle<typeof import('@/lib/client/phone-database')>(`import('${SCRIPT}')`)
  const read = await page.evaluate(
    async ({ phoneDatabase }) => {
      await phoneDatabase.put('waiting', 'a', 'kept')
      const { put } = IDBObjectStore.prototype
      IDBObjectStore.prototype.put = function (...row) {
        const request = put.apply(this, row)
        request.addEventListener('success', () => this.transaction.abort())
        return request
      }
      await phoneDatabase.put('waiting', 'b', 'no room')
      return [await phoneDatabase.get('waiting', 'b'), await phoneDatabase.all('waiting')]
    },
    await load(),
  )
  const kept = ['a', 'kept']
  expect(read).toEqual(['no room', [kept, ['b', 'no room']]])
  await page.reload()
  expect(await page.evaluate(({ phoneDatabase }) => phoneDatabase.all('waiting'), await load())).toEqual([kept])
  await page.close()
})
