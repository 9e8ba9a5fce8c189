import path from 'node:path'
import { Problem } from '@/lib/domain/problem'
import { type Env, SettingError } from '@/lib/env'
import { openPhotoBucket } from './photo-bucket'
import { openPhotoFolder } from './photo-folder'
import type { PhotoStore } from './photo-name'

/** The store that the settings name. Throws SettingError when a bucket is named without its key. Opens no connection. */
export function openPhotoStore(env: Env): PhotoStore {
  const { PHOTOS_URL: url, PHOTOS_REGION: region, PHOTOS_KEY_ID: keyId, PHOTOS_SECRET: secret } = env
  if (url === undefined) return openPhotoFolder(env.PHOTOS_FOLDER ? path.resolve(env.PHOTOS_FOLDER) : path.join(env.dataDir, 'photos'))
  if (!keyId || !secret) throw new SettingError('PHOTOS_URL names a store of photos: set PHOTOS_KEY_ID and PHOTOS_SECRET too.')
  return openPhotoBucket({ url, region, keyId, secret })
}

const KEY = Symbol.for('gridsight.photos')
type Holder = { [KEY]?: PhotoStore | undefined }
// as the pool: route handlers and the server are separate instances of this module in one process
const holder = globalThis as Holder

/** Makes a store the shared one of this process; null takes it away. */
export function setPhotoStore(shared: PhotoStore | null): void {
  holder[KEY] = shared ?? undefined
}

/** The shared store of this process. Throws Problem('starting') before there is one. */
export function photoStore(): PhotoStore {
  const shared = holder[KEY]
  if (!shared) throw new Problem('starting', 'the store of photos is not open yet')
  return shared
}
