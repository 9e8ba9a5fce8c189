import path from 'node:path'
import { once } from '@/lib/domain/once'
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

const held = once<{ store: PhotoStore | null }>('photos', () => ({ store: null }))

/** Makes a store the shared one of this process; null takes it away. */
export function setPhotoStore(shared: PhotoStore | null): void {
  held().store = shared
}

/** The shared store of this process. Throws Problem('starting') before there is one. */
export function photoStore(): PhotoStore {
  const shared = held().store
  if (!shared) throw new Problem('starting', 'the store of photos is not open yet')
  return shared
}
