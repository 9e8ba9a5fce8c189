'use client'
import { useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { useNamedPlaces } from '@/lib/client/alert-place-read'
import { preparePush } from '@/lib/client/push'
import type { Viewer } from '@/lib/domain/access'
import { isOnDuty } from '@/lib/domain/alert-actions'
import { AlertPopups } from './alert-popups'
import { AlertSlot } from './alert-slot'
import { type AlertSource, usePageAlerts } from './use-page-alerts'

export type AlertDutyProps = {
  viewer: Viewer
  source: AlertSource | undefined
  /** the page shows the alerts themselves, so nothing need pop up over it */
  listed: boolean
  /** how many nobody has acknowledged, once it is known */
  onFiring(count: number): void
}

/** What calls whoever is on duty, on every page: the slot of the header, and pop-ups over the page. Nothing for others. */
export default function AlertDuty(props: AlertDutyProps) {
  return isOnDuty(props.viewer) ? <Called {...props} /> : null
}

function Called({ viewer, source, listed, onFiring }: AlertDutyProps) {
  const { userId } = viewer
  const { waiting, firing, popups, clockOffset, close, digests, closeDigest } = usePageAlerts(source, userId)
  useEffect(() => {
    if (userId !== undefined) void preparePush(userId)
  }, [userId])
  useEffect(() => {
    if (firing !== null) onFiring(firing)
  }, [firing, onFiring])
  // over the page, and not over what lies under the header alone
  const [page, setPage] = useState<Element | null>(null)
  useEffect(() => setPage(document.querySelector('[data-work]')), [])
  const placeOf = useNamedPlaces([...waiting.slice(0, 1), ...popups])
  return (
    <>
      <AlertSlot waiting={waiting} placeOf={placeOf} clockOffset={clockOffset} />
      {page &&
        !listed &&
        createPortal(<AlertPopups popups={popups} placeOf={placeOf} onClose={close} digests={digests} onDigestClose={closeDigest} />, page)}
    </>
  )
}
