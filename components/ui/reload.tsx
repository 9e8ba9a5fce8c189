'use client'
import { useEffect } from 'react'

/** Asks for the page again after a while. */
export function Reload({ afterMs }: { afterMs: number }) {
  useEffect(() => {
    const timer = setTimeout(() => location.reload(), afterMs)
    return () => clearTimeout(timer)
  }, [afterMs])
  return null
}
