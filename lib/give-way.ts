import { readdirSync } from 'node:fs'
import os from 'node:os'

const LOWEST = 19

/**
 * Lets this process give way to others on the machine by so many steps of niceness, with all its threads: by 5 it has a third of what it
 * had beside them where both want the same core, by 10 a ninth. Never the other way, which is not permitted to everybody.
 */
export function giveWay(by: number): void {
  let threads = [process.pid]
  try {
    threads = readdirSync('/proc/self/task').map(Number)
  } catch {
    // not Linux, where a process has one priority for all its threads
  }
  for (const thread of threads) {
    try {
      os.setPriority(thread, Math.min(LOWEST, os.getPriority(thread) + by))
    } catch {
      // it has ended meanwhile
    }
  }
}
