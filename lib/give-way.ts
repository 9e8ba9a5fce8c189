import { readdirSync } from 'node:fs'
import os from 'node:os'

/** How much a process gives way, 0 (not at all) to 19: by 5 it has a third of what others have where both want the same core. */
const NICENESS = 5

/** Lets this process give way to others on the machine, with all its threads (Linux; elsewhere as the system has it). */
export function giveWay(): void {
  os.setPriority(NICENESS)
  let threads: string[] = []
  try {
    threads = readdirSync('/proc/self/task')
  } catch {
    return // not Linux, where a process's priority is that of all its threads
  }
  for (const thread of threads) {
    try {
      os.setPriority(Number(thread), NICENESS)
    } catch {
      // it has ended meanwhile
    }
  }
}
