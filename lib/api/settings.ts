import { changeSettings, readSettings } from '@/lib/db/county-settings'
import { SettingsIn } from '@/lib/domain/settings'
import { readBody } from './body'
import { type Call, json } from './request'

/** What the county has set. */
export async function showSettings(): Promise<Response> {
  return json(await readSettings(Date.now()))
}

/** Changes settings; only an administrator does. Answers all of them. */
export async function putSettings({ request, viewer, address }: Call<unknown>): Promise<Response> {
  await changeSettings(viewer, await readBody(SettingsIn, request, { limit: 1_000_000 }), { now: Date.now(), address })
  return showSettings()
}
