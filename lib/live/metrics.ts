import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

/** Figures of this process for Prometheus, one set a process: made by the server's start and reached through the runtime. */
export type Metrics = {
  /** what `/metrics` answers */
  registry: Registry
  /** seconds to answer a request of the API */
  requests: Histogram<'route' | 'method' | 'status'>
  waiting: Gauge<'kind'>
  events: Counter<'outcome'>
  frames: Counter
  frameBytes: Counter
  slowClients: Counter
  sockets: Gauge
  rooms: Gauge
  revision: Gauge
  behind: Gauge<'reader'>
}

export function makeMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry, prefix: 'gridsight_' })
  const registers = [registry]
  return {
    registry,
    requests: new Histogram({
      name: 'gridsight_http_request_seconds',
      help: 'Time to answer a request of the API, by route, method and status',
      labelNames: ['route', 'method', 'status'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    }),
    waiting: new Gauge({
      name: 'gridsight_requests_waiting',
      help: 'Requests that wait because as many of their kind are under way for whoever asks as may be',
      labelNames: ['kind'],
      registers,
    }),
    events: new Counter({ name: 'gridsight_events_total', help: 'Events sent in, by what became of them', labelNames: ['outcome'], registers }),
    frames: new Counter({ name: 'gridsight_frames_total', help: 'Frames of changes sent, once a room', registers }),
    frameBytes: new Counter({ name: 'gridsight_frame_bytes_total', help: 'Bytes of those frames, once a room', registers }),
    slowClients: new Counter({
      name: 'gridsight_slow_clients_total',
      help: 'Times a client was left to the gap protocol because it read too slowly',
      registers,
    }),
    sockets: new Gauge({ name: 'gridsight_sockets', help: 'Open sockets', registers }),
    rooms: new Gauge({ name: 'gridsight_rooms', help: 'Audiences with at least one socket', registers }),
    revision: new Gauge({ name: 'gridsight_revision', help: 'Last revision on the board', registers }),
    behind: new Gauge({
      name: 'gridsight_reader_behind',
      help: 'Changes of the log that a reader of it (alerts, replay, search …) has yet to evaluate',
      labelNames: ['reader'],
      registers,
    }),
  }
}
