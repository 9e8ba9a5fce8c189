import { readdirSync } from 'node:fs'
import os from 'node:os'

const LOWEST = 19

/**
 * Lets this process give way to others on the machine by so many steps of niceness, with all its threads: by 5 it has a third of what it
 * had beside them where both want the same core, by 10 a ninth. Never the other way, which is not permitted to everybody.
 */
export function giveWay(by: number): void {
  for (const thread of threads()) lower(thread, by)
}

/**
 * Lets the threads that this process has by now beside its main one (they collect garbage, compile, read files) give way to it by so many steps: with as
 * many of them as cores, who answers would else wait for one.
 */
export function helpersGiveWay(by: number): void {
  for (const thread of threads()) if (thread !== process.pid) lower(thread, by)
}

function threads(): number[] {
  try {
    return readdirSync('/proc/self/task').map(Number)
  } catch {
    return [process.pid] // not Linux, where a process has one priority for all its threads
  }
}

function lower(thread: number, by: number): void {
  try {
    os.setPriority(thread, Math.min(LOWEST, os.getPriority(thread) + by))
  } catch {
    // it has ended meanwhile
  }
}
