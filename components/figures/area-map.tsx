import { comparedLabel, drawn, drawnUnit, measuredText, shadeBorders, shadeOf } from '@/lib/client/compared'
import type { GridShape } from '@/lib/client/grids'
import { figureTexts } from '@/lib/client/messages/figures'
import { drawOutlines } from '@/lib/client/outlines'
import { type ComparedArea, type ComparedName, comparedRow, MIN_SAMPLE } from '@/lib/domain/figure-runs'

const { compared: texts } = figureTexts
const [WIDTH, HEIGHT] = [280, 160]
const SHEET = { width: WIDTH, height: HEIGHT, margin: 6 }
/** Five steps of data ink on the panel, the lightest first. */
const SHADES = [6, 24, 44, 68, 100].map((share) => `color-mix(in srgb, var(--data) ${share}%, var(--panel))`)

type Props = {
  /** the areas that are shaded, and the shapes of them and of what holds them */
  areas: readonly ComparedArea[]
  shapes: readonly GridShape[]
  name: ComparedName
  within: string | null
  nameOf(code: string): string
  onOpen(code: string): void
}

/** The chosen figure on the ground: five steps, dark where to look, hatched where the sample is small. The comparison beside it says the same in rows. */
export function AreaMap({ areas, shapes, name, within, nameOf, onOpen }: Props) {
  const draw = drawOutlines(shapes, SHEET)
  const figureOf = new Map(areas.map(({ grid, figures }) => [grid, figures[name]]))
  const known = [...figureOf.values()].flatMap(({ value, few }) => (value === null || few ? [] : [drawn(name, value)]))
  const borders = shadeBorders(name, known)
  const isCount = comparedRow(name).kind === 'count'
  const fillOf = (grid: string) => {
    const figure = figureOf.get(grid)
    if (!figure) return 'none'
    if (figure.value === null || figure.few || !borders) return 'url(#few-hatch)'
    return SHADES[shadeOf(name, drawn(name, figure.value), borders)] ?? 'none'
  }
  // white lines part the shades, and grey ones what is hatched
  const isHatched = (grid: string) => fillOf(grid).startsWith('url')
  const shaded = shapes.filter(({ code }) => figureOf.has(code))
  const around = shapes.filter(({ code }) => !figureOf.has(code))
  const own = shaded.find(({ code }) => code === within)
  return (
    <section
      aria-label={`${texts.map}: ${comparedLabel(name)}`}
      className="flex items-center gap-12 rounded-10 border border-line bg-(--map-bg-0) px-12 py-6 max-sm:flex-wrap"
      data-testid="area-map"
    >
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="h-160 min-w-0 grow" aria-hidden>
        <defs>
          <pattern id="few-hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="5" height="5" fill="var(--panel)" />
            <line x1="0" x2="0" y1="0" y2="5" stroke="var(--data-dim)" strokeWidth="1.4" />
          </pattern>
        </defs>
        {draw &&
          shaded.map((shape) => (
            <a
              key={shape.code}
              href={`?within=${shape.code}`}
              tabIndex={-1}
              onClick={(event) => {
                event.preventDefault()
                onOpen(shape.code)
              }}
            >
              <path
                d={draw.line(shape)}
                fill={fillOf(shape.code)}
                stroke={isHatched(shape.code) ? 'var(--data-dim)' : 'var(--panel)'}
                strokeWidth="0.8"
                strokeLinejoin="round"
                className="hover:brightness-90"
              >
                <title>{`${nameOf(shape.code)} ${wordsOf(name, figureOf.get(shape.code))}`}</title>
              </path>
            </a>
          ))}
        {draw &&
          around.map((shape) => (
            <path key={shape.code} d={draw.line(shape)} fill="none" stroke="var(--map-line)" strokeWidth="1.3" pointerEvents="none" />
          ))}
        {draw && own && <path d={draw.line(own)} fill="none" stroke="var(--ink-1)" strokeWidth="2" pointerEvents="none" />}
      </svg>
      <div className="w-148 shrink-0 text-13 text-ink-2 max-sm:w-full">
        <p className="pb-4 text-ink-3">
          {comparedLabel(name)}
          {borders && `, ${drawnUnit(name)}`}
        </p>
        <ul className="flex flex-col gap-3 max-sm:flex-row max-sm:flex-wrap max-sm:gap-x-12">
          {borders && stepWords(name, borders).map(({ shade, words }) => <Step key={words} fill={SHADES[shade] ?? ''} words={words} />)}
          <Step fill="hatch" words={isCount ? texts.fewHouseholds : texts.fewMap(MIN_SAMPLE)} />
        </ul>
      </div>
    </section>
  )
}

function wordsOf(name: ComparedName, figure: ComparedArea['figures'][ComparedName] | undefined): string {
  if (!figure) return ''
  return figure.few ? (comparedRow(name).kind === 'count' ? texts.fewHouseholds : texts.few) : measuredText(name, figure.value, 1)
}

/** The steps from the highest to the lowest, in words. */
function stepWords(name: ComparedName, borders: readonly number[]): { shade: number; words: string }[] {
  return [4, 3, 2, 1, 0].map((reached) => {
    const [low, high] = [borders[reached - 1], borders[reached]]
    const words =
      low === undefined ? texts.under(String(high)) : high === undefined ? texts.above(String(low)) : texts.from(String(low), String(high))
    return { shade: comparedRow(name).better === 'high' ? 4 - reached : reached, words }
  })
}

function Step({ fill, words }: { fill: string; words: string }) {
  return (
    <li className="flex items-center gap-8">
      <svg viewBox="0 0 26 14" className="h-14 w-26 shrink-0" aria-hidden>
        <rect x="0.5" y="0.5" width="25" height="13" rx="3" fill={fill === 'hatch' ? 'url(#few-hatch)' : fill} stroke="var(--glass-line-strong)" />
      </svg>
      {words}
    </li>
  )
}
