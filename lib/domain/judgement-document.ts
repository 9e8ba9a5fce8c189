import * as z from 'zod/mini'

/** What a shape of a picture is drawn with; what ink that is, a page and a file decide each for itself. `step1` to `step5` are of a map. */
export const Tone = z.enum(['band', 'bar', 'strong', 'line', 'step1', 'step2', 'step3', 'step4', 'step5', 'unknown'])
export type Tone = z.infer<typeof Tone>

/** A picture as shapes, without any text, since nobody knows what fonts there are where it is drawn. `path`: the data of an SVG path. */
export const Picture = z.object({
  width: z.int(),
  height: z.int(),
  shapes: z.array(
    z.object({
      path: z.string(),
      fill: z.optional(Tone),
      stroke: z.optional(Tone),
      strokeWidth: z.optional(z.number()),
      dashed: z.optional(z.boolean()),
    }),
  ),
})
export type Picture = z.infer<typeof Picture>

/** A piece of a document. `pictures`: what stands beside a picture says what its tones mean; `widths` of a table add up to 100. */
export const Block = z.discriminatedUnion('type', [
  z.object({ type: z.literal('heading'), level: z.union([z.literal(1), z.literal(2)]), text: z.string() }),
  z.object({ type: z.literal('text'), text: z.string() }),
  /** in small type: where a figure comes from, what it leaves out */
  z.object({ type: z.literal('note'), text: z.string() }),
  z.object({
    type: z.literal('table'),
    caption: z.string(),
    columns: z.array(z.object({ name: z.string(), width: z.int(), numeric: z.optional(z.boolean()) })),
    rows: z.array(z.array(z.string())),
  }),
  z.object({
    type: z.literal('picture'),
    picture: Picture,
    caption: z.string(),
    /** what it shows, for whoever does not see it */
    alt: z.string(),
    legend: z.array(z.object({ tone: Tone, text: z.string() })),
  }),
])
export type Block = z.infer<typeof Block>

/** A report as an official document (公文), in Chinese: what is printed and what is written into a file are made of it. */
export const JudgementDocument = z.object({
  /** the red head (红头), as the county has set it; null: none */
  letterhead: z.nullable(z.string()),
  title: z.string(),
  /** under the title: of what period, as of when */
  subtitle: z.string(),
  blocks: z.array(Block),
})
export type JudgementDocument = z.infer<typeof JudgementDocument>

export const heading = (words: string): Block => ({ type: 'heading', level: 1, text: words })
export const text = (words: string): Block => ({ type: 'text', text: words })
export const note = (words: string): Block => ({ type: 'note', text: words })
