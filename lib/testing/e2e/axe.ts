import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'

const require = createRequire(import.meta.url)
const SOURCE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/**
 * What axe finds wrong with the page as it stands (WCAG 2.2 A and AA, and its best practices), a line for each element. It comes into
 * the page by the browser's own console, so that the page's policy stays as it is.
 */
export async function axeFaults(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(SOURCE)
  const options = {
    runOnly: { type: 'tag', values: TAGS },
    rules: { 'target-size': { enabled: true } },
    resultTypes: ['violations'],
    preload: false,
  }
  return page.evaluate<string[]>(`(async () => {
    const { violations } = await axe.run(document, ${JSON.stringify(options)})
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary, html }) =>
      [id, target.join(' '), html.slice(0, 160), failureSummary.split('\\n').slice(1).join(' ').trim()].join(' | ')))
  })()`)
}
