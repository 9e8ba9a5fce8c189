// The notices that the licences of the packages ask for, of those that run on the server and of those built into the pages.
import fs from 'node:fs'
import path from 'node:path'

const LICENCE = /^(?:licen[cs]e|notice|copying)[^/]*$/i
const nameOf = (place) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)

/** Texts of a package's licence files. */
function textsOf(place) {
  if (!fs.existsSync(place)) return []
  return fs
    .readdirSync(place, { withFileTypes: true })
    .filter((entry) => entry.isFile() && LICENCE.test(entry.name))
    .map((entry) => fs.readFileSync(path.join(place, entry.name), 'utf8').trim())
}

/** One text: every package of these places with its licence; packages whose texts are the same stand together. */
export function noticesOf(packages, places) {
  const groups = new Map()
  const seen = new Set()
  for (const place of places) {
    const { version, license } = packages[place]
    const name = `${nameOf(place)} ${version}`
    if (seen.has(name)) continue
    seen.add(name)
    const text = textsOf(place).join('\n\n') || `Licence: ${license ?? 'see the package'}`
    const group = groups.get(text) ?? []
    groups.set(text, [...group, `${name} (${license ?? 'see below'})`])
  }
  const parts = [...groups].map(([text, names]) => `${names.join('\n')}\n\n${text}\n`)
  return `Gridsight contains the following packages. Each is under its own licence.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`
}
