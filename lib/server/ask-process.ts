import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { programOf } from '@/lib/program'

/**
 * Asks a program of ours (`lib/server/scan-process.ts`) one question in a process of its own, which ends with us or when the signal is aborted.
 * `answer` is called with each message, and answers what is the last one; null: more come. For what takes the event loop for too long.
 */
export function askProcess<Message, Answer>(
  { script, name, signal }: { script: string; name: string; signal?: AbortSignal | undefined },
  question: object,
  answer: (message: Message) => Answer | null,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { execArgv, file } = programOf(script)
    const child = spawn(process.execPath, [...execArgv, file], {
      cwd: fileURLToPath(new URL('../../', import.meta.url)),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
      ...(signal && { signal }),
    })
    child.on('message', (message: Message) => {
      const last = answer(message)
      if (last !== null) resolve(last)
    })
    child.once('error', reject)
    child.once('close', (code, killed) => reject(new Error(`${name} ended with ${killed ?? code}`)))
    child.send(question)
  })
}
