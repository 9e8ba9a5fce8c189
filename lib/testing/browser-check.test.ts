import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseSync, Visitor } from 'oxc-parser'
import { describe, expect, it } from 'vitest'

/** What a script says that JavaScript of 2009 (ES5) does not know, a word each. */
function newerThanEs5(text: string): string[] {
  const found: string[] = []
  const note = (what: string) => () => {
    found.push(what)
  }
  const { program, errors } = parseSync('check.js', text, { sourceType: 'script' })
  for (const { message } of errors) found.push(message)
  new Visitor({
    ArrowFunctionExpression: note('=>'),
    TemplateLiteral: note('template'),
    ClassDeclaration: note('class'),
    ClassExpression: note('class'),
    SpreadElement: note('...'),
    RestElement: note('...'),
    ObjectPattern: note('{} ='),
    ArrayPattern: note('[] ='),
    AssignmentPattern: note('default'),
    ChainExpression: note('?.'),
    AwaitExpression: note('await'),
    YieldExpression: note('yield'),
    ForOfStatement: note('for of'),
    ImportExpression: note('import()'),
    NewExpression(node) {
      if (node.callee.type === 'Identifier' && ['Promise', 'Map', 'Set', 'Proxy'].includes(node.callee.name)) found.push(node.callee.name)
    },
    VariableDeclaration(node) {
      if (node.kind !== 'var') found.push(node.kind)
    },
    LogicalExpression(node) {
      if (node.operator === '??') found.push('??')
    },
    BinaryExpression(node) {
      if (node.operator === '**') found.push('**')
    },
    FunctionDeclaration(node) {
      if (node.async || node.generator) found.push('async')
    },
    CatchClause(node) {
      if (!node.param) found.push('catch {')
    },
    Property(node) {
      if (node.shorthand || node.method || node.computed) found.push('shorthand')
    },
  }).visit(program)
  return found
}

describe('public/browser-check.js', () => {
  const text = readFileSync(path.resolve(import.meta.dirname, '../../public/browser-check.js'), 'utf8')

  it('is written in the JavaScript of the oldest browser that it may have to answer', () => expect(newerThanEs5(text)).toEqual([]))

  it('has no comma after the last argument of a call, which ES5 lacks too', () => expect(text).not.toMatch(/,\s*\)/))

  it.each([
    ['var a = () => 1', '=>'],
    ['let a = 1', 'let'],
    ['var a = b?.c', '?.'],
    ['var a = `b`', 'template'],
    ['var a = {b}', 'shorthand'],
    ['try { a() } catch { b() }', 'catch {'],
    ['var {a} = b', '{} ='],
    ['for (var a of b) c()', 'for of'],
  ])('would notice %s', (code, what) => expect(newerThanEs5(code)).toContain(what))
})
