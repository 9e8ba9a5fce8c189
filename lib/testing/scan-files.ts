import { mkdtempSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type ScanFlags, scanOptions } from '@/lib/cli/detect/scan-options'
import { runScan } from '@/lib/cli/detect/scan-run'

/** Files for `detect scan` in a folder of their own: writes a table and answers its name. */
export function makeTables(): (name: string, header: string, rows: readonly (readonly (string | number | undefined)[])[]) => string {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'scan-'))
  return (name, header, rows) => {
    const file = path.join(folder, `${name}.csv`)
    writeFileSync(file, [header, ...rows.map((row) => row.join(','))].join('\n'))
    return file
  }
}

/** Runs `detect scan` in this process with these arguments, and answers its JSON. */
export async function detectScan(line: string, files: Readonly<Record<string, string>> = {}): Promise<Awaited<ReturnType<typeof runScan>>> {
  const named = Object.entries(files).flatMap(([flag, file]) => [`--${flag}`, file])
  const command = scanOptions()
    .exitOverride()
    .configureOutput({ writeErr() {} })
  return runScan(command.parse([...line.split(/\s+/).filter(Boolean), ...named], { from: 'user' }).opts<ScanFlags>())
}
