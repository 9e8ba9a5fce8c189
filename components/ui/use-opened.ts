import { useState } from 'react'

/**
 * What a form is of, as it was when the form opened. What is read of it meanwhile would move the fields that nobody has touched, and no others; sent with the
 * newer revision it would write over what somebody else has changed, and nobody would be told.
 */
export function useOpened<T extends object | null>(of: T): T {
  const [opened] = useState(of)
  return opened
}
