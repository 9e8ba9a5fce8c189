import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** Figures of this process for Prometheus. One registry a process, made by main.ts and reached through the runtime. */
export function makeMetrics(): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'gridsight_' })
  const registers = [registry]
  new Histogram({
    name: 'gridsight_http_request_seconds',
    help: 'Time to answer a request of the API, by route, method and status',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  })
  new Counter({ name: 'gridsight_events_total', help: 'Events sent in, by what became of them', labelNames: ['outcome'], registers })
  new Counter({ name: 'gridsight_frames_total', help: 'Frames of changes sent, once a room', registers })
  new Counter({ name: 'gridsight_frame_bytes_total', help: 'Bytes of those frames, once a room', registers })
  new Counter({ name: 'gridsight_slow_clients_total', help: 'Times a client was left to the gap protocol because it read too slowly', registers })
  new Gauge({ name: 'gridsight_sockets', help: 'Open sockets', registers })
  new Gauge({ name: 'gridsight_rooms', help: 'Audiences with at least one socket', registers })
  new Gauge({ name: 'gridsight_revision', help: 'Last revision on the board', registers })
  return registry
}

/** Adds to a counter by name; nothing happens when it is not there. */
export function count(registry: Registry, name: string, labels: Record<string, string> = {}, by = 1): void {
  const metric = registry.getSingleMetric(name)
  if (metric && 'inc' in metric && by > 0) metric.inc(labels, by)
}

/** Sets a gauge by name. */
export function gauge(registry: Registry, name: string, value: number): void {
  const metric = registry.getSingleMetric(name)
  if (metric && 'set' in metric) metric.set(value)
}

/** Records a time in seconds. */
export function observe(registry: Registry, name: string, labels: Record<string, string>, seconds: number): void {
  const metric = registry.getSingleMetric(name)
  if (metric && 'observe' in metric) metric.observe(labels, seconds)
}
