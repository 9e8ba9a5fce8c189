import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startEmbedded } from '@/lib/db/embedded/supervisor'
import { findPostgres, startCluster } from '@/lib/testing/native-cluster'
import { withClient } from '@/lib/testing/templates'

/**
 * An empty database of its own, on PostgreSQL (fsync on) where that is found and on the embedded engine where not. `niceness`: how far
 * PostgreSQL gives way to others on this machine.
 */
export async function startDatabase(niceness = 0): Promise<{ engine: string; url: string; stop(): Promise<void> }> {
  const bin = findPostgres()
  if (bin) {
    const cluster = await startCluster({ bin, fsync: true, niceness })
    await withClient(cluster.url('postgres'), (client) => client.query('CREATE DATABASE bench'))
    return { engine: 'PostgreSQL', url: cluster.url('bench'), stop: () => cluster.stop() }
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'gridsight-bench-'))
  const engine = await startEmbedded({ dataDir: folder })
  return {
    engine: 'the embedded engine',
    url: engine.url,
    stop: async () => {
      await engine.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
