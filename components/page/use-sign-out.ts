import { useState } from 'react'
import { signOut } from '@/lib/client/accounts'

/** The way out. `staying`: the last try failed, and whoever comes next to this browser is still them. */
export function useSignOut(): { staying: boolean; leave(): Promise<void> } {
  const [staying, setStaying] = useState(false)
  const leave = async () => {
    setStaying(false)
    const answer = await signOut()
    if (answer.ok || answer.code === 'unauthenticated') location.assign('/sign-in')
    else setStaying(true)
  }
  return { staying, leave }
}
