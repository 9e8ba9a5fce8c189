import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { parseRows, readBody, readText, unkeptIn } from './body'

const post = (body: BodyInit | null, headers: Record<string, string> = {}) =>
  new Request('http://localhost/', { method: 'POST', body, headers, ...{ duplex: 'half' } })
const stream = (...chunks: (string | Uint8Array)[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const c of chunks) controller.enqueue(typeof c === 'string' ? new TextEncoder().encode(c) : c)
      controller.close()
    },
  })

describe('U+0000 and lone surrogates', () => {
  const Body = z.looseObject({ name: z.optional(z.string()) })
  const read = (text: string) => readBody(Body, post(text, { 'content-type': 'application/json' }))
  it.each([
    ['{"name":"a\\u0000b"}', 'name'],
    ['{"name":"a","list":[{"x":"y"},{"x":"\\u0000"}]}', 'list.1.x'],
    ['{"a\\u0000b":1}', 'ab'],
    ['{"name":"a\\ud800"}', 'name'],
    ['{"name":"\\uDFFFb"}', 'name'],
    ['{"list":[{"x":"\\udc00\\ud800"}]}', 'list.0.x'],
    ['{"a\\ud800b":1}', 'ab'],
  ])('is refused wherever it stands in a body: %s', async (text, at) => {
    await expect(read(text)).rejects.toMatchObject({ code: 'invalid', extra: { errors: [{ name: at }] } })
  })
  it('and nothing that only looks like it', async () => {
    expect(await read('{"name":"\\\\u0000 \\u0001 0"}')).toEqual({ name: '\\u0000 \u0001 0' })
    expect(await read('{"name":"\\ud842\\udfb7 𠮷"}')).toEqual({ name: '𠮷 𠮷' })
  })
  it('is looked for however deep a body goes', () => {
    const deep = (inner: string) => JSON.parse(`${'['.repeat(200_000)}${inner}${']'.repeat(200_000)}`)
    expect(unkeptIn(deep('"\\u0000"'))).not.toBeNull()
    expect(unkeptIn(deep('"0"'))).toBeNull()
  })
})

describe('readText', () => {
  it('joins chunks that cut a character', async () => {
    const bytes = new TextEncoder().encode('镇平')
    expect(await readText(post(stream(bytes.subarray(0, 2), bytes.subarray(2))))).toBe('镇平')
  })
  it('answers an absent body with nothing', async () => {
    expect(await readText(post(null))).toBe('')
  })
  it('refuses what is too large, with and without a length', async () => {
    await expect(readText(post('x'.repeat(11)), { limit: 10 })).rejects.toMatchObject({ code: 'too_large' })
    await expect(readText(post(stream('123456', '78901')), { limit: 10 })).rejects.toMatchObject({ code: 'too_large' })
    expect(await readText(post('x'.repeat(10)), { limit: 10 })).toHaveLength(10)
  })
  it('gives up on a sender without an end', async () => {
    const endless = new ReadableStream<Uint8Array>({ pull: (c) => c.enqueue(new Uint8Array(1_000_000)) })
    await expect(readText(post(endless), { limit: 10 })).rejects.toMatchObject({ code: 'too_large' })
  })
  it('gives up on a body in shreds', async () => {
    let sent = 0
    const shreds = (of: number) => new ReadableStream<Uint8Array>({ pull: (c) => (sent++ < of ? c.enqueue(new Uint8Array([32])) : c.close()) })
    await expect(readText(post(shreds(1_000_000)), { limit: 10_000 })).rejects.toMatchObject({ code: 'malformed' })
    expect(sent).toBeLessThan(2_000)
    sent = 0
    expect(await readText(post(shreds(900)), { limit: 10_000 })).toHaveLength(900)
  })
  it('gives up on a body that stalls', async () => {
    const stalled = new ReadableStream<Uint8Array>({ start: (c) => c.enqueue(new Uint8Array([91])) })
    await expect(readText(post(stalled), { idleMs: 20 })).rejects.toMatchObject({ code: 'timed_out' })
  })
  it('calls a cut body malformed', async () => {
    const cut = new ReadableStream<Uint8Array>({
      pull(c) {
        c.error(new Error('aborted'))
      },
    })
    await expect(readText(post(cut))).rejects.toMatchObject({ code: 'malformed' })
  })
  it.each([[[0xff, 0xfe]], [[0xc0, 0x80]], [[0xed, 0xa0, 0x80]], [[0x5b, 0xe9]]])('refuses %j, which is no UTF-8', async (bytes) => {
    await expect(readText(post(new Uint8Array(bytes)))).rejects.toMatchObject({ code: 'malformed' })
  })
  it('refuses what is no UTF-8 in any of its pieces, or ends within a character, and first what is too large', async () => {
    const [whole, broken] = [new TextEncoder().encode('镇平'), new Uint8Array([0xff])]
    await expect(readText(post(stream(whole, broken, whole)))).rejects.toMatchObject({ code: 'malformed', message: expect.stringContaining('UTF-8') })
    await expect(readText(post(stream(whole, whole.subarray(0, 4))))).rejects.toMatchObject({
      code: 'malformed',
      message: expect.stringContaining('UTF-8'),
    })
    await expect(readText(post(stream(broken, whole)), { limit: 5 })).rejects.toMatchObject({ code: 'too_large' })
  })
  it('takes no compressed body', async () => {
    await expect(readText(post('x', { 'content-encoding': 'gzip' }))).rejects.toMatchObject({ code: 'unsupported_media_type' })
  })
})

describe('parseRows', () => {
  const json = 'application/json; charset=utf-8'
  it('takes one value or an array', async () => {
    expect(await parseRows('{"a":1}', json, 5)).toEqual([{ a: 1 }])
    expect(await parseRows('[1,2]', json, 5)).toEqual([1, 2])
    expect(await parseRows('null', json, 5)).toEqual([null])
  })
  it('takes a value a line, and keeps the place of a line that is none', async () => {
    const rows = await parseRows('{"a":1}\r\n\n{"a":\n{"a":3}\n', 'application/x-ndjson', 5)
    expect(rows).toHaveLength(3)
    expect(rows[0]).toEqual({ a: 1 })
    expect(typeof rows[1]).toBe('symbol')
    expect(rows[2]).toEqual({ a: 3 })
  })
  it('refuses too many, also a million, without looking at them', async () => {
    await expect(parseRows('[1,2,3]', json, 2)).rejects.toThrowError(/at most 2/)
    await expect(parseRows(`[${'0,'.repeat(999_999)}0]`, json, 5000)).rejects.toThrowError(/1000000 events/)
    await expect(parseRows('0\n'.repeat(5001), 'application/x-ndjson', 5000)).rejects.toThrowError(/5001 events/)
  })
  it.each(['', '{', '[1,', 'NaN', '{"a":NaN}', "{'a':1}", 'undefined', '[1] x'])('calls %s malformed', async (text) => {
    await expect(parseRows(text, json, 5)).rejects.toThrowError(expect.objectContaining({ code: 'malformed' }))
  })
  it.each([null, '', 'text/plain', 'text/json', 'multipart/form-data; boundary=x', 'application/json; charset=gbk'])(
    'does not take the type %s',
    async (type) => {
      await expect(parseRows('[]', type, 5)).rejects.toThrowError(expect.objectContaining({ code: 'unsupported_media_type' }))
    },
  )
  it('reads an array in pieces as a whole, whatever is in its texts and objects', async () => {
    const word = fc.oneof(fc.string(), fc.constantFrom('},{', '} ,\n {', '"},{"', '\\', '[{},{}]'))
    const row = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 3 }, word, fc.integer(), fc.constant(null), fc.array(tie('value')), fc.dictionary(word, tie('value'))),
    })).value
    await fc.assert(
      fc.asyncProperty(fc.array(row), fc.constantFrom(1, 7, 40), fc.constantFrom(0, 2), fc.nat(), async (rows, length, indent, at) => {
        const text = JSON.stringify(rows, null, indent)
        expect(await parseRows(text, json, 5_000, { length })).toEqual(JSON.parse(text))
        // and one character less is as wrong, or as right, as it is in one piece
        const cut = text.slice(0, at % text.length) + text.slice((at % text.length) + 1)
        const whole = await parseRows(cut, json, 5_000).catch(({ code, detail }) => ({ code, detail }))
        expect(await parseRows(cut, json, 5_000, { length }).catch(({ code, detail }) => ({ code, detail }))).toEqual(whole)
      }),
    )
  })
  it('survives the deepest nesting that fits', async () => {
    expect(await parseRows(`${'['.repeat(100_000)}${']'.repeat(100_000)}`, json, 5)).toHaveLength(1)
  })
})
