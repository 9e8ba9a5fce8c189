'use client'
import { type ComponentProps, lazy } from 'react'

// Every page is sent what its root says where a page cannot be shown, the wall too: the browser asks for these only where it is said.
const LazyShell = lazy(() => import('./shell').then(({ Shell }) => ({ default: Shell })))
const LazyTold = lazy(() => import('./told').then(({ Told }) => ({ default: Told })))
const LazyBare = lazy(() => import('./told').then(({ Bare }) => ({ default: Bare })))

// functions, since what the server names may not be lazy itself
export const Framed = (props: ComponentProps<typeof LazyShell>) => <LazyShell {...props} />
export const Told = (props: ComponentProps<typeof LazyTold>) => <LazyTold {...props} />
export const Bare = (props: ComponentProps<typeof LazyBare>) => <LazyBare {...props} />
