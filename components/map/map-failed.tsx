import { mapFailedTexts as texts } from '@/lib/client/messages/map-failed'
import { wallTexts } from '@/lib/client/messages/wall'

/** What stands in place of a map that cannot be shown: why, and what can be done. */
export default function MapFailed({ why }: { why: keyof typeof texts.why }) {
  return (
    <div className="absolute inset-0 grid place-items-center">
      <div className="max-w-640 px-24 text-center" role="alert" data-testid="map-failed">
        <p className="text-3 font-semibold text-ink-1">{wallTexts.map.failed}</p>
        <p className="pt-8 text-2 text-ink-2">{texts.why[why]}</p>
        <p className="pt-8 text-2 text-ink-2">{texts.elsewhere}</p>
      </div>
    </div>
  )
}
