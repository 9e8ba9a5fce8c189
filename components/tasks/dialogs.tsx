import dynamic from 'next/dynamic'

const visit = () => import('./visit-dialog').then((m) => m.VisitDialog)
const handIn = () => import('./hand-in-dialog').then((m) => m.HandInDialog)

export const VisitDialog = dynamic(visit, { ssr: false })
export const HandInDialog = dynamic(handIn, { ssr: false })

/** Comes beside the page; where it was never read and there is no signal, there is nothing of it. */
export const OwnOrders = dynamic(() => import('./own-orders').then((m) => m.OwnOrders).catch(() => () => null), { ssr: false })

/** Has the dialogs read as soon as the page stands: they are opened where there is no signal too, from what was kept of them (public/sw.js). */
export const readDialogs = (): void => void Promise.all([visit(), handIn()]).catch(() => {})
