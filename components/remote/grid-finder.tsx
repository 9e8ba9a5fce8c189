import { useState } from 'react'
import { inputLook, Labelled } from '@/components/ui/field'
import { screenTexts as texts } from '@/lib/client/messages/screen'

/** As many grids as are shown of those whose names hold what was typed. */
const MAX_FOUND = 6

/** Finds a grid by a part of its name. */
export function GridFinder({ names, onPick }: { names: Readonly<Record<string, string>>; onPick(code: string): void }) {
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const found = wanted === '' ? [] : Object.entries(names).filter(([, name]) => name.toLowerCase().includes(wanted))
  return (
    <div className="flex flex-col gap-6 border-t border-line p-16">
      <Labelled label={texts.find}>
        {(id) => <input id={id} className={inputLook} value={text} onChange={(event) => setText(event.target.value)} maxLength={40} />}
      </Labelled>
      <ul data-testid="remote-found">
        {found.slice(0, MAX_FOUND).map(([code, name]) => (
          <li key={code}>
            <button
              type="button"
              className="min-h-48 w-full rounded-8 px-8 text-left text-15 text-ink-1 hover:bg-track"
              onClick={() => {
                setText('')
                onPick(code)
              }}
            >
              {name}
            </button>
          </li>
        ))}
      </ul>
    </div>
  )
}
