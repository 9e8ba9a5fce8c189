import { alertBook } from './alert-book'
import type { BookKind } from './book'

/** The kinds of change that are folded beside the events, in the order in which they take a batch. Adding one is its file and a row here. */
export const BOOKS: readonly BookKind[] = [alertBook]
