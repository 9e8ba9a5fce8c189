import { applyChanges, type ChangesMessage, checkBoard, startBoard } from '@/lib/domain/apply'
import { assertNever } from '@/lib/domain/problem'
import type { Snapshot } from '@/lib/domain/wire'
import { keyOf, type LiveState } from './board'
import type { Message, SessionEvents, Surroundings } from './ports'
import type { Store } from './store'

/** What comes from the server, written into the store: by the cursor (log, revision) alone, whichever way it came. */
export class Picture {
  constructor(
    private readonly store: Store<LiveState>,
    private readonly around: Pick<Surroundings, 'now'>,
    private readonly events: Pick<SessionEvents, 'batch' | 'started'>,
  ) {}

  /** Applies one message; false when something lies between it and the board. */
  take(message: Message): boolean {
    const state = this.store.get()
    switch (message.kind) {
      case 'changes':
        return this.apply(message.body)
      case 'kpis': {
        const { logId, revision, figures, historyProgress } = message.body
        // figures are sent only when they change, so those of a log that the board does not know yet may not be lost
        if (logId !== state.board?.logId) return false
        // by revision and never by the server's clock, which may have been set back
        if (revision >= state.figuresRevision) this.store.set({ figures, figuresRevision: revision, historyProgress })
        return true
      }
      case 'checked': {
        if (!state.board || !state.key) return true
        const { gridIds } = state.key
        if (checkBoard(state.board, message.body, (code) => gridIds.get(code)) !== 'differs') return true
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
      figures: snapshot.figures,
      figuresRevision: board.revision,
      historyProgress: snapshot.historyProgress,
      head: old?.logId === board.logId || this.store.get().link === 'socket' ? Math.max(head, board.revision) : board.revision,
      clockOffset: this.#offset(board.at),
      denied: false,
    })
    this.events.started?.(board, key)
  }

  /** Takes the figures of a snapshot, and leaves the board. */
  figures({ figures, at, historyProgress, logId, revision }: Snapshot): void {
    this.take({ kind: 'kpis', body: { logId, revision, at: Date.parse(at), figures, historyProgress } })
  }

  /** The server is at this revision of this log. */
  headAt({ logId, revision }: Pick<ChangesMessage, 'logId' | 'revision'>): void {
    const { board, head } = this.store.get()
    this.store.set({ head: board?.logId === logId ? Math.max(head, revision) : revision })
  }

  /** The server has spoken. */
  heard(): void {
    this.store.set({ heardAt: this.around.now() })
  }

  /** Keeps the difference of the clocks unless it has moved by more than a second, so that the clock does not tremble. */
  #offset(at: number): number {
    const offset = at - this.around.now()
    const { clockOffset } = this.store.get()
    return Math.abs(offset - clockOffset) > 1_000 ? offset : clockOffset
  }
}
