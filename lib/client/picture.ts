import { applyChanges, type ChangesMessage, checkBoard, startBoard } from '@/lib/domain/apply'
import { applyFigures, figuresView, hashFigures, type KpisMessage } from '@/lib/domain/figures-view'
import { assertNever } from '@/lib/domain/problem'
import { stepOfView, type ViewName } from '@/lib/domain/view'
import type { BoardChecked, Snapshot } from '@/lib/domain/wire'
import { keyOf, type LiveState } from './board'
import type { BoardMessage, Runtime, SessionEvents } from './ports'
import type { Store } from './store'

/** A view that was asked for and has not come is asked for again after this. */
const ASK_AGAIN_MS = 5_000

/** What comes from the server, written into the store: by the cursor (log, revision) alone, whichever way it came. */
export class Picture {
  /** views whose whole was asked for and is yet to come, by when that was */
  readonly #asked = new Map<ViewName, number>()

  constructor(
    private readonly store: Store<LiveState>,
    private readonly runtime: Pick<Runtime, 'now'>,
    private readonly events: Pick<SessionEvents, 'batch' | 'started'>,
    private readonly ask: (view: ViewName) => void,
  ) {}

  /** Applies one message; false when something lies between it and the board. */
  take(message: BoardMessage): boolean {
    const state = this.store.get()
    switch (message.kind) {
      case 'changes':
        return this.apply(message.body)
      case 'kpis':
        return this.#kpis(message.body)
      case 'checked': {
        if (!state.board || !state.key) return true
        const { gridIds } = state.key
        if (checkBoard(state.board, message.body, (code) => gridIds.get(code)) !== 'differs') {
          this.#checkFigures(message.body)
          return true
        }
        console.error(`the board at revision ${state.board.revision} differs from the server's: reading the snapshot again`)
        this.store.set({ mismatches: state.mismatches + 1, board: { ...state.board, logId: '' } })
        return false
      }
      default:
        return assertNever(message)
    }
  }

  /** Applies changes; false when something lies between them and the board, or they are of another log. */
  apply(message: ChangesMessage): boolean {
    const { board } = this.store.get()
    if (!board) return false
    const applied = applyChanges(board, message)
    switch (applied.kind) {
      case 'applied':
        this.store.set({ board: applied.state, clockOffset: this.#offset(message.at) })
        if (message.revision > board.revision)
          this.events.batch?.({ since: board.revision, revision: message.revision, changes: applied.changes, at: message.at })
        return true
      case 'known':
        return true
      case 'gap':
      case 'reset':
        return false
      default:
        return assertNever(applied)
    }
  }

  /** Puts a snapshot in the place of the board, unless the board is ahead of it. */
  begin(snapshot: Snapshot): void {
    const board = startBoard(snapshot)
    const key = keyOf(snapshot)
    const { head, board: old } = this.store.get()
    this.heard()
    if (old?.logId === board.logId && old.revision > board.revision) return
    this.store.set({
      board,
      key,
      // figures have a cursor of their own, which may be ahead
      ...(old?.logId === board.logId && this.store.get().figuresRevision > board.revision ? {} : figuresOf(snapshot)),
      head: old?.logId === board.logId || this.store.get().link === 'socket' ? Math.max(head, board.revision) : board.revision,
      clockOffset: this.#offset(board.at),
      denied: false,
    })
    this.events.started?.(board, key)
  }

  /** Takes the figures of a snapshot, and leaves the board. */
  figures(snapshot: Snapshot): void {
    const { board, figuresRevision } = this.store.get()
    if (snapshot.logId === board?.logId && snapshot.revision >= figuresRevision) this.store.set(figuresOf(snapshot))
  }

  /** Takes figures; false when they are of a log that the board does not know yet, since they are sent only when they change. */
  #kpis(message: KpisMessage): boolean {
    const { board, key, figures, figuresRevision } = this.store.get()
    const { logId, since, revision, historyProgress } = message
    if (logId !== board?.logId || !key) return false
    if (since === undefined) this.#asked.delete('kpis')
    // by revision and never by the server's clock, which may have been set back
    const step = stepOfView(figuresRevision, message)
    if (step === 'known') return true
    const next = step === 'take' ? applyFigures(figures, message, (id) => key.gridCodes.get(id)) : null
    if (next) this.store.set({ figures: next, figuresRevision: revision, ...(historyProgress === undefined ? {} : { historyProgress }) })
    else this.#want('kpis')
    return true
  }

  /** Compares the figures with the hash of the server's, and asks for the whole where they differ. */
  #checkFigures({ logId, revision, views }: BoardChecked): void {
    const { board, key, figures, figuresRevision, historyProgress, mismatches } = this.store.get()
    const theirs = views.kpis
    if (theirs === undefined || !figures || !key || logId !== board?.logId || figuresRevision > revision) return
    if (hashFigures(figuresView(figures, historyProgress, (code) => key.gridIds.get(code))) === theirs) return
    if (!this.#asked.has('kpis')) {
      console.error(`the figures at revision ${figuresRevision} differ from the server's at ${revision}: asking for all of them`)
      this.store.set({ mismatches: mismatches + 1 })
    }
    this.#want('kpis')
  }

  /** Asks for the whole of a view, unless that was done just now. */
  #want(view: ViewName): void {
    const [now, asked] = [this.runtime.now(), this.#asked.get(view)]
    if (asked !== undefined && Math.abs(now - asked) < ASK_AGAIN_MS) return
    this.#asked.set(view, now)
    this.ask(view)
  }

  /** The server is at this revision of this log. */
  headAt({ logId, revision }: Pick<ChangesMessage, 'logId' | 'revision'>): void {
    const { board, head } = this.store.get()
    this.store.set({ head: board?.logId === logId ? Math.max(head, revision) : revision })
  }

  /** The server has spoken. */
  heard(): void {
    this.store.set({ heardAt: this.runtime.now() })
  }

  /** Keeps the difference of the clocks unless it has moved by more than a second, so that the clock does not tremble. */
  #offset(at: number): number {
    const offset = at - this.runtime.now()
    const { clockOffset } = this.store.get()
    return Math.abs(offset - clockOffset) > 1_000 ? offset : clockOffset
  }
}

const figuresOf = ({ figures, revision, historyProgress }: Snapshot): Pick<LiveState, 'figures' | 'figuresRevision' | 'historyProgress'> => ({
  figures,
  figuresRevision: revision,
  historyProgress,
})
