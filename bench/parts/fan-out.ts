/** Asks a process to be a server that tells its clients of changes: ours (with a database that knows the tokens) or bare `ws`. */
export type BeServer = { be: { kind: 'ours' | 'ws'; databaseUrl: string } }
/** Asks it to send so many frames of so many events, each at its moment. */
export type SendFrames = { frames: { count: number; events: number; everyMs: number } }
/** Asks what it takes to have the connections and send nothing. */
export type StandIdle = { idle: { ms: number } }
/** CPU of the server's process (user and system) and how long it went on, milliseconds; when each frame was sent, by `clock`; bytes given to TCP. */
export type Spent = { cpu: number; wall: number; sentAt: number[]; bytes: number }

/** Asks a process to be clients of a server, and later when they had the frames after the first `from`. */
export type BeClients = { connect: { url: string; clients: number; speaks: 'gridsight' | 'ws'; tokens: readonly string[] } }
export type Collect = { collect: { server: number; from: number; count: number; ms: number } }
/** By client, frame after frame: when it had it, by `clock`; NaN: not in time. `changes`: what a client that reads its frames has read. */
export type Arrived = { at: Float64Array; changes: number }
