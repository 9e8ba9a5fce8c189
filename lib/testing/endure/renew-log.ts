import { gridsight } from '../cli'
import type { Place } from './databases'

/** What an operator does after a restore, with the command that they have. */
export async function renewLog({ settings }: Place): Promise<void> {
  const { code, out, err } = await gridsight(['doctor', '--renew-log'], { GRIDSIGHT_DEMO: 'off', ...settings })
  if (code !== 0) throw new Error(`doctor --renew-log ended with ${code}: ${out}${err}`)
}
