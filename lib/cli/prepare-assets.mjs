// Copies the font slices of Noto Sans SC and Barlow from node_modules to public/fonts and writes one stylesheet for page and map.
// Plain JavaScript without dependencies: the bootstrap calls it before the build, when nothing of ours is compiled yet.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const home = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..')
const noto = 'node_modules/@fontsource-variable/noto-sans-sc'
const barlow = 'node_modules/@fontsource/barlow'
const weights = [400, 500, 600]
/** Figures of Barlow, letters and signs of Latin; the middle dot and dashes stay with Noto, whose width suits Chinese. */
const latin = 'U+20-7E,U+A0,U+B0,U+B2-B3,U+D7,U+2212'
/** What English has besides: its dots, dashes and quotation marks, which Chinese sets as wide as a character. */
const english = `${latin},U+B7,U+2013-2014,U+2018-2019,U+201C-201D,U+2026`

function copy(from, to) {
  const source = statSync(from)
  if (existsSync(to) && statSync(to).size === source.size) return
  copyFileSync(from, to)
}

const face = (family, weight, url, range) =>
  `@font-face{font-family:"${family}";font-style:normal;font-weight:${weight};font-display:swap;src:url(${url}) format("woff2")${range ? `;unicode-range:${range}` : ''}}`

/** The ranges of each slice, from the package's own stylesheet, so that a new version brings its own. */
function slices(root) {
  const css = readFileSync(path.join(root, noto, 'index.css'), 'utf8')
  return [...css.matchAll(/url\(\.\/files\/([\w-]+\.woff2)\)[^;]*;\s*unicode-range:\s*([^;]+);/g)].map(([, file, range]) => ({
    file,
    range: range.trim(),
  }))
}

/** Where a font file of a package stands, by an address that another version of it does not have: browsers keep it for good. */
function addresses(root, name) {
  const { version } = JSON.parse(readFileSync(path.join(root, name, 'package.json'), 'utf8'))
  return (file) => `/fonts/${file}?v=${version}`
}

/**
 * Prepares public/fonts below `root` (this repository); returns the number of font files. Families: the two of the page, Barlow for English, and `Gridsight Label Semibold`,
 * which is both in one, because MapLibre reads a label's weight from the name of its only family.
 */
export function prepareAssets(root = home) {
  const target = path.join(root, 'public', 'fonts')
  mkdirSync(target, { recursive: true })
  const found = slices(root)
  if (found.length < 50) throw new Error(`${noto} has ${found.length} slices where about 100 were expected: install the packages again (npm ci)`)
  const rules = []
  const [atNoto, atBarlow] = [addresses(root, noto), addresses(root, barlow)]
  for (const { file, range } of found) {
    copy(path.join(root, noto, 'files', file), path.join(target, file))
    rules.push(face('Noto Sans SC Variable', '100 900', atNoto(file), range))
    rules.push(face('Gridsight Label Semibold', '100 900', atNoto(file), range))
  }
  for (const weight of weights) {
    const file = `barlow-latin-${weight}-normal.woff2`
    copy(path.join(root, barlow, 'files', file), path.join(target, file))
    rules.push(face('Barlow', weight, atBarlow(file), latin), face('Barlow English', weight, atBarlow(file), english))
  }
  // The label family is asked for at one weight; the later rule wins where ranges overlap.
  rules.push(face('Gridsight Label Semibold', '100 900', atBarlow('barlow-latin-600-normal.woff2'), latin))
  writeFileSync(path.join(target, 'fonts.css'), `${rules.join('\n')}\n`)
  for (const [from, name] of [
    [noto, 'noto-sans-sc-LICENSE.txt'],
    [barlow, 'barlow-LICENSE.txt'],
  ]) {
    copy(path.join(root, from, 'LICENSE'), path.join(target, name))
  }
  return readdirSync(target).filter((f) => f.endsWith('.woff2')).length
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  console.log(`public/fonts: ${prepareAssets()} files`)
}
