import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'

/** A process that runs a part of a benchmark beside the one that is measured. */
export type Helper = {
  /** asks it for something and waits for its answer; one question at a time */
  ask<T>(question: unknown): Promise<T>
  end(): void
}

type Answer = { value?: unknown; error?: string }

/** Starts `bench/parts/NAME.ts` as a process that answers by `answerQuestions`. */
export function startHelper(name: string): Helper {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', path.join(import.meta.dirname, `${name}.ts`)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  return {
    ask: <T>(question: unknown) =>
      new Promise<T>((resolve, reject) => {
        const ended = (code: number | null) => reject(new Error(`${name} ended with ${code}`))
        child.once('exit', ended)
        child.once('message', ({ value, error }: Answer) => {
          child.off('exit', ended)
          if (error === undefined) resolve(value as T)
          else reject(new Error(`${name}: ${error}`))
        })
        child.send(question as object)
      }),
    end: () => child.kill(),
  }
}

/** In such a process: answers what it is asked. It ends with the process that started it. */
export function answerQuestions<Q>(answer: (question: Q) => Promise<unknown>): void {
  process.on('message', (question: Q) => {
    answer(question).then(
      (value) => process.send?.({ value }),
      (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) }),
    )
  })
  process.on('disconnect', () => process.exit())
}
