import type { Judgement } from '@/lib/domain/judgement'
import type { Block, Picture, Tone } from '@/lib/domain/judgement-document'
import { signWords } from '@/lib/domain/judgement-words'

const TITLE = '[font-family:var(--paper-title)]'
const BODY = '[font-family:var(--paper-body)]'
const HEADING = '[font-family:var(--paper-heading)]'
const SONG = '[font-family:var(--paper-table)]'

/** What the tones of pictures are on a page, in either theme; five steps of one ink are a map. */
const INKS: Readonly<Record<Tone, string>> = {
  band: 'color-mix(in srgb, var(--panel), var(--data) 26%)',
  bar: 'color-mix(in srgb, var(--panel), var(--data) 78%)',
  strong: 'var(--ink-1)',
  line: 'color-mix(in srgb, var(--panel), var(--ink-1) 32%)',
  step1: 'color-mix(in srgb, var(--panel), var(--data) 14%)',
  step2: 'color-mix(in srgb, var(--panel), var(--data) 32%)',
  step3: 'color-mix(in srgb, var(--panel), var(--data) 52%)',
  step4: 'color-mix(in srgb, var(--panel), var(--data) 74%)',
  step5: 'color-mix(in srgb, var(--panel), var(--data))',
  unknown: 'var(--track)',
}

/** What of a report is printed. */
export type Printed = Omit<Judgement, 'facts'>

/** A report as an official document, on the screen and on paper: print rules of app/globals.css leave nothing else of the page. */
export function Paper({ report }: { report: Printed }) {
  const { document, number } = report
  return (
    <article
      lang="zh-CN"
      data-paper
      data-testid="paper"
      data-report={report.id}
      className={`mx-auto w-full max-w-900 rounded-10 border border-line bg-panel px-72 py-64 text-16 leading-28 text-ink-1 max-lg:px-32 max-lg:py-32 max-sm:px-16 max-sm:py-20 ${BODY}`}
    >
      {document.letterhead !== null && <p className={`pb-12 text-center text-26 leading-40 text-(--paper-red) ${TITLE}`}>{document.letterhead}</p>}
      <p className={`text-center ${document.letterhead === null ? '' : 'border-b-2 border-(--paper-red) pb-8'}`}>{number}</p>
      <h2 className={`pt-20 pb-6 text-center text-26 leading-36 ${TITLE}`}>{document.title}</h2>
      <p className="pb-16 text-center text-14">{document.subtitle}</p>
      {document.blocks.map((block, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a document never changes
        <Piece key={i} block={block} />
      ))}
      <div className="break-inside-avoid pt-28 text-right">
        {signWords(report).map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
    </article>
  )
}

function Piece({ block }: { block: Block }) {
  switch (block.type) {
    case 'heading':
      return <h3 className={`break-after-avoid pt-10 indent-[2em] text-16 leading-28 ${HEADING}`}>{block.text}</h3>
    case 'text':
      return <p className="indent-[2em] text-pretty">{block.text}</p>
    case 'note':
      return <p className="py-6 text-13 leading-20 text-ink-2">{block.text}</p>
    case 'table':
      return <Rows table={block} />
    case 'picture':
      return <Drawn block={block} />
  }
}

const CAPTION = `pt-12 pb-6 text-center text-14 leading-20 ${HEADING}`

function Rows({ table: { caption, columns, rows } }: { table: Extract<Block, { type: 'table' }> }) {
  return (
    <div className="overflow-x-auto pb-6 print:overflow-visible">
      <p className={`sticky left-0 break-after-avoid ${CAPTION}`}>{caption}</p>
      <table
        aria-label={caption}
        className={`w-full table-fixed border-collapse border-y border-line-strong text-13 leading-18 max-sm:min-w-560 [&_td]:px-6 [&_td]:py-3 [&_td]:align-top [&_th]:px-6 [&_th]:py-4 [&_tr]:break-inside-avoid ${SONG}`}
      >
        <thead className="bg-track">
          <tr>
            {columns.map(({ name, width, numeric }) => (
              <th key={name} scope="col" style={{ width: `${width}%` }} className={`font-normal ${numeric ? 'text-right' : 'text-left'} ${HEADING}`}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a document never changes
            <tr key={i} className="border-t border-line">
              {columns.map(({ name, numeric }, k) => (
                <td key={name} className={`wrap-anywhere ${numeric ? 'text-right tabular-nums' : ''}`}>
                  {row[k]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Drawn({ block: { picture, caption, alt, legend } }: { block: Extract<Block, { type: 'picture' }> }) {
  return (
    <figure className="break-inside-avoid pb-8">
      <figcaption className={CAPTION}>{caption}</figcaption>
      <Shapes picture={picture} alt={alt} />
      {legend.length > 0 && (
        <ul className={`flex flex-wrap justify-center gap-x-16 gap-y-4 pt-6 text-13 leading-18 ${SONG}`}>
          {legend.map(({ tone, text }) => (
            <li key={text} className="flex items-center gap-6">
              <span className="h-12 w-18 border border-line [print-color-adjust:exact]" style={{ background: INKS[tone] }} aria-hidden />
              {text}
            </li>
          ))}
        </ul>
      )}
    </figure>
  )
}

function Shapes({ picture: { width, height, shapes }, alt }: { picture: Picture; alt: string }) {
  return (
    <svg viewBox={`0 0 ${width} ${height}`} className="block h-auto w-full [print-color-adjust:exact]" role="img" aria-label={alt}>
      {shapes.map(({ path, fill, stroke, strokeWidth, dashed }) => (
        <path
          key={`${fill} ${stroke} ${path.slice(0, 40)}`}
          d={path}
          fillRule="evenodd"
          strokeLinejoin="round"
          strokeWidth={strokeWidth}
          strokeDasharray={dashed ? '8 6' : undefined}
          style={{ fill: fill ? INKS[fill] : 'none', stroke: stroke ? INKS[stroke] : 'none' }}
        />
      ))}
    </svg>
  )
}
