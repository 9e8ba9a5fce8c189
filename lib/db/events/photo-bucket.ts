import { createHash } from 'node:crypto'
import { AwsClient } from 'aws4fetch'
import { Problem } from '@/lib/domain/problem'
import { PHOTO_PARTS, type PhotoStore, photoName } from './photo-name'

/** Where a bucket is: `url` holds it already, as a path (https://store/bucket) or as a host (https://bucket.store). */
export type Bucket = { url: string; region: string; keyId: string; secret: string }

const MAX_MS = 30_000

/** Photos in a bucket of an S3-compatible store (OSS, COS, OBS, MinIO). Requests are signed, bodies included, and tried again twice. */
export function openPhotoBucket({ url, region, keyId, secret }: Bucket): PhotoStore {
  const client = new AwsClient({ accessKeyId: keyId, secretAccessKey: secret, service: 's3', region, retries: 2 })
  const base = url.replace(/\/+$/, '')

  async function ask(method: 'PUT' | 'GET' | 'DELETE', name: string, body?: Uint8Array): Promise<Response> {
    const hash = createHash('sha256')
      .update(body ?? '')
      .digest('hex')
    const headers = { 'x-amz-content-sha256': hash, ...(body ? { 'content-type': 'image/jpeg' } : {}) }
    let answer: Response
    try {
      answer = await client.fetch(`${base}/${name}`, {
        method,
        headers,
        redirect: 'error',
        signal: AbortSignal.timeout(MAX_MS),
        ...(body ? { body: Buffer.from(body) } : {}),
      })
    } catch (cause) {
      throw new Problem('unavailable', 'The store of photos does not answer.', {}, { cause })
    }
    if (answer.ok || (answer.status === 404 && method !== 'PUT')) return answer
    const cause = new Error(`${method} ${name}: ${answer.status} ${(await answer.text().catch(() => '')).slice(0, 500)}`)
    throw new Problem('unavailable', 'The store of photos refuses.', {}, { cause })
  }

  return {
    async write(id, part, bytes) {
      await ask('PUT', photoName(id, part), bytes)
    },
    async read(id, part) {
      const answer = await ask('GET', photoName(id, part))
      return answer.status === 404 ? null : Buffer.from(await answer.arrayBuffer())
    },
    async remove(id) {
      for (const part of PHOTO_PARTS) await ask('DELETE', photoName(id, part))
    },
  }
}
