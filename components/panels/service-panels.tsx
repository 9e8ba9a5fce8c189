import dynamic from 'next/dynamic'
import type { WallPanel } from '@/components/wall/scene'

// their figures are asked for, and so is what draws them, when all else is painted
const Figures = dynamic(() => import('./service-figures'), { ssr: false })

type Props = { className: string }
const Visits = ({ className }: Props) => <Figures className={className} of="visits" />
const Orders = ({ className }: Props) => <Figures className={className} of="orders" />
const Organisation = ({ className }: Props) => <Figures className={className} of="organisation" />

/** The residents' half on the wall: numbers only. */
export const visits: WallPanel = { id: 'visits', Panel: Visits }
export const orders: WallPanel = { id: 'orders', Panel: Orders }
export const organisation: WallPanel = { id: 'organisation', Panel: Organisation }
