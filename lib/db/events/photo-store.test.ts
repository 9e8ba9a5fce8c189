import { createHash, createHmac, randomUUID } from 'node:crypto'
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readEnv, SettingError } from '@/lib/env'
import { openPhotoBucket } from './photo-bucket'
import type { PhotoStore } from './photo-name'
import { openPhotoStore, photoStore, setPhotoStore } from './photo-store'

const SECRET = 'a secret'
const bytes = (text: string) => Buffer.from(text)

/** The same promises of every store. */
function keepsPhotos(store: () => PhotoStore) {
  it('gives back what it was given, part by part, and nothing else', async () => {
    const [id, other] = [randomUUID(), randomUUID()]
    await store().write(id, 'photo', bytes('large'))
    await store().write(id, 'thumbnail', bytes('small'))
    expect([(await store().read(id, 'photo'))?.toString(), (await store().read(id, 'thumbnail'))?.toString()]).toEqual(['large', 'small'])
    expect(await store().read(id.toUpperCase(), 'photo')).toEqual(bytes('large'))
    expect(await store().read(other, 'photo')).toBeNull()
  })

  it('writes again, and removes both parts, also what is not there', async () => {
    const id = randomUUID()
    await store().write(id, 'photo', bytes('one'))
    await store().write(id, 'photo', bytes('two'))
    expect((await store().read(id, 'photo'))?.toString()).toBe('two')
    await store().remove(id)
    await store().remove(id)
    expect(await store().read(id, 'photo')).toBeNull()
  })

  it('has no names but UUIDs', async () => {
    for (const id of ['../../etc/passwd', '', 'x', `${randomUUID()}/../a`]) {
      await expect(store().write(id, 'photo', bytes('x'))).rejects.toThrow()
      await expect(store().read(id, 'photo')).rejects.toThrow()
      await expect(store().remove(id)).rejects.toThrow()
    }
  })
}

describe('a folder of photos', () => {
  let folder = ''
  let store: PhotoStore
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'photos-'))
    store = openPhotoStore(readEnv({ DATA_DIR: folder }))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))
  keepsPhotos(() => store)

  it('lies in the data folder, for its owner alone, and leaves no drafts', async () => {
    const id = randomUUID()
    await store.write(id, 'photo', bytes('x'))
    const files = await readdir(path.join(folder, 'photos', id.slice(0, 2)))
    expect(files).toContain(`${id}.jpg`)
    expect(files.every((f) => f.endsWith('.jpg'))).toBe(true)
    expect((await stat(path.join(folder, 'photos', id.slice(0, 2), `${id}.jpg`))).mode & 0o077).toBe(0)
  })

  it('lies where the setting says, and says so when it cannot', async () => {
    const file = path.join(folder, 'a-file')
    await writeFile(file, '')
    await expect(openPhotoStore(readEnv({ PHOTOS_FOLDER: file })).write(randomUUID(), 'photo', bytes('x'))).rejects.toMatchObject({
      code: 'unavailable',
    })
    const elsewhere = openPhotoStore(readEnv({ PHOTOS_FOLDER: path.join(folder, 'elsewhere') }))
    await elsewhere.write(randomUUID(), 'photo', bytes('x'))
    expect(await readdir(path.join(folder, 'elsewhere'))).toHaveLength(1)
  })
})

/** Is the request signed as AWS Signature Version 4 has it? Computed apart from the client's library. */
function isSigned(request: IncomingMessage, body: Buffer): boolean {
  const match = /^AWS4-HMAC-SHA256 Credential=id\/(\d{8})\/cn-north-1\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
    request.headers.authorization ?? '',
  )
  const [, day = '', signed = '', signature] = match ?? []
  const sha = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
  const mac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest()
  if (!signed.split(';').includes('x-amz-content-sha256') || request.headers['x-amz-content-sha256'] !== sha(body)) return false
  const headers = signed.split(';').map((name) => `${name}:${String(request.headers[name])}\n`)
  const canonical = [request.method, request.url, '', headers.join(''), signed, sha(body)].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], `${day}/cn-north-1/s3/aws4_request`, sha(canonical)].join('\n')
  const key = ['cn-north-1', 's3', 'aws4_request'].reduce((k, part) => mac(k, part), mac(`AWS4${SECRET}`, day))
  return mac(key, toSign).toString('hex') === signature
}

describe('a bucket of photos', () => {
  const objects = new Map<string, Buffer>()
  const failures: number[] = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    const body = Buffer.concat(parts)
    const failure = failures.shift()
    if (failure) return response.writeHead(failure).end('<Error/>')
    if (!isSigned(request, body)) return response.writeHead(403).end('<Error><Code>SignatureDoesNotMatch</Code></Error>')
    const name = request.url ?? ''
    const object = objects.get(name)
    if (request.method === 'PUT') objects.set(name, body)
    if (request.method === 'DELETE') objects.delete(name)
    if (request.method === 'GET') return object ? response.end(object) : response.writeHead(404).end()
    response.writeHead(request.method === 'DELETE' ? 204 : 200).end()
  })
  let url = ''
  let store: PhotoStore
  beforeAll(async () => {
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/photos`
    store = openPhotoStore(readEnv({ PHOTOS_URL: `${url}/`, PHOTOS_REGION: 'cn-north-1', PHOTOS_KEY_ID: 'id', PHOTOS_SECRET: SECRET }))
  })
  afterAll(() => new Promise((closed) => server.close(closed)))
  keepsPhotos(() => store)

  it('names its objects below the bucket', async () => {
    const id = randomUUID()
    await store.write(id, 'thumbnail', bytes('x'))
    expect([...objects.keys()]).toContain(`/photos/${id.slice(0, 2)}/${id}.small.jpg`)
  })

  it('tries again when the store fails for a moment, and says when it keeps failing, refuses or is gone', async () => {
    const id = randomUUID()
    failures.push(503)
    await store.write(id, 'photo', bytes('x'))
    expect(await store.read(id, 'photo')).toEqual(bytes('x'))
    failures.push(500, 500, 500)
    await expect(store.read(id, 'photo')).rejects.toMatchObject({ code: 'unavailable' })
    expect(failures).toEqual([])
    const stranger = openPhotoBucket({ url, region: 'cn-north-1', keyId: 'id', secret: 'another' })
    await expect(stranger.write(id, 'photo', bytes('y'))).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.not.stringContaining('another'),
    })
    expect(await store.read(id, 'photo')).toEqual(bytes('x'))
    const gone = openPhotoBucket({ url: 'http://127.0.0.1:1/photos', region: 'cn-north-1', keyId: 'id', secret: SECRET })
    await expect(gone.read(id, 'photo')).rejects.toMatchObject({ code: 'unavailable' })
  })
})

it('wants the key of a bucket, and is shared by the process', () => {
  expect(() => openPhotoStore(readEnv({ PHOTOS_URL: 'https://store.example/photos' }))).toThrow(SettingError)
  expect(() => readEnv({ PHOTOS_URL: 'store.example' })).toThrow(SettingError)
  expect(() => photoStore()).toThrow('not open yet')
  const store = openPhotoStore(readEnv({}))
  setPhotoStore(store)
  expect(photoStore()).toBe(store)
  setPhotoStore(null)
})
