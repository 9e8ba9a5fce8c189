import { Visitor } from 'oxc-parser'
import type { Module } from './modules'
import { roomOf } from './rooms'

/** Tests, their helpers and benchmarks look into things from outside. */
const isTest = (file: string) => /\.test\.tsx?$/.test(file) || /^(bench|lib\/testing)\//.test(file)
const isTool = (file: string) => /(^|\.)config\.m?ts$/.test(file)

/** Names of constants of our own making for what the field has words for: MAX_, MIN_, POLL_MS, TIMEOUT_MS, DEBOUNCE_MS. */
const OWN_WORDS = /^(?:MOST|LEAST)(?:_|$)|_(?:MOST|LEAST)$|^(?:LOOK|PATIENCE|REST)_MS$/

/** Habits of the house that a parser can see, as `file:line what`: casts, the environment, the clock in pure rooms, narrowed tests, names of constants. */
export function brokenHabits(module: Module): string[] {
  const { file, text, program, line } = module
  const found: string[] = []
  const note = (offset: number, what: string) => found.push(`${file}:${line(offset)} ${what}`)
  const room = roomOf(file)
  const casts = !isTest(file) && !isTool(file) && room !== 'lib/db'
  const pure = room === 'lib/domain' || room === 'lib/warning'
  new Visitor({
    TSAsExpression(node) {
      const constant = node.typeAnnotation.type === 'TSTypeReference' && text.slice(node.typeAnnotation.start, node.typeAnnotation.end) === 'const'
      if (casts && !constant) note(node.start, 'casts with `as`: parse it, or narrow it')
    },
    TSTypeAssertion(node) {
      if (casts) note(node.start, 'casts with `<T>`: parse it, or narrow it')
    },
    TSNonNullExpression(node) {
      if (casts) note(node.start, 'says `!` where the compiler cannot know')
    },
    MemberExpression(node) {
      const name = text.slice(node.start, node.end)
      if (name === 'process.env' && file !== 'lib/env.ts' && !isTest(file) && !isTool(file))
        note(node.start, 'reads process.env: only lib/env.ts does')
      if (pure && (name === 'Date.now' || name === 'Math.random')) note(node.start, `calls ${name}: pure rooms take it as an argument`)
      if (isTest(file) && /^(it|test|describe)(\.\w+)*\.(only|todo)$/.test(name)) note(node.start, `${name}: a narrowed test`)
    },
    VariableDeclarator({ id }) {
      if (id.type === 'Identifier' && OWN_WORDS.test(id.name)) note(id.start, `${id.name}: say MAX_, MIN_, POLL_MS, TIMEOUT_MS or DEBOUNCE_MS`)
    },
    NewExpression(node) {
      if (pure && text.slice(node.start, node.end) === 'new Date()') note(node.start, 'reads the clock: pure rooms take it as an argument')
    },
  }).visit(program)
  for (const match of text.matchAll(/\b(TODO|FIXME)\b(?!')/g)) if (file !== 'lib/testing/house/habits.ts') note(match.index, `says ${match[1]}`)
  return found
}
