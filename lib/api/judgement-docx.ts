import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  ImageRun,
  type IParagraphOptions,
  type ISectionOptions,
  LineRuleType,
  Packer,
  PageNumber,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
} from 'docx'
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate'
import sharp from 'sharp'
import type { Judgement } from '@/lib/domain/judgement'
import type { Block, Picture, Tone } from '@/lib/domain/judgement-document'
import { svgOf } from '@/lib/domain/judgement-pictures'
import { signWords } from '@/lib/domain/judgement-words'

type Table1 = Extract<Block, { type: 'table' }>
type Picture1 = Extract<Block, { type: 'picture' }>

/*
 * An official document by GB/T 9704-2012: A4 with margins of 37 mm above, 28 mm left, 26 mm right and 35 mm below, the title in 小标宋 of size 2,
 * the text in 仿宋 of size 3 in lines of 28 points, headings in 黑体, page numbers in 宋体 of size 4 between dashes, outside. A machine without a
 * font takes one of the names that stand beside it in the table of fonts.
 */
const FONTS = {
  title: '方正小标宋简体',
  body: '仿宋',
  heading: '黑体',
  song: '宋体',
} as const
const ALTERNATIVES: Readonly<Record<string, string>> = {
  方正小标宋简体: 'FZXiaoBiaoSong-B05S,方正小标宋_GBK,华文中宋,STZhongsong,Noto Serif CJK SC,Source Han Serif SC,SimSun',
  仿宋: 'FangSong,仿宋_GB2312,FangSong_GB2312,华文仿宋,STFangsong,Noto Serif CJK SC,Source Han Serif SC,AR PL UMing CN',
  黑体: 'SimHei,华文黑体,STHeiti,Noto Sans CJK SC,Source Han Sans SC,WenQuanYi Zen Hei',
  宋体: 'SimSun,华文宋体,STSong,Noto Serif CJK SC,Source Han Serif SC,AR PL UMing CN',
}
/** Half points: sizes 2, 3, 4 and small 5 of Chinese type. */
const SIZE = { title: 44, body: 32, page: 28, small: 21, table: 19 } as const
const RED = 'D40000'
const WORD_XML = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
/** Twips. */
const mm = (n: number): number => Math.round((n * 1_440) / 25.4)
const PAGE = { width: mm(210), height: mm(297), top: mm(37), left: mm(28), right: mm(26), bottom: mm(35) } as const
const TEXT_WIDTH = PAGE.width - PAGE.left - PAGE.right
/** Of a picture as it is printed, in pixels of 96 an inch, and how many of its own there are to each. */
const PICTURE_WIDTH = 588
const PICTURE_PIXELS = 1_764
const LINE = { line: 560, lineRule: LineRuleType.EXACT } as const

/** Inks on paper; the five steps of a map go from light to dark, and what is outside the usual is black. */
export const PAPER_INKS: Readonly<Record<Tone, string>> = {
  band: '#dfe5ea',
  bar: '#8496a5',
  strong: '#10171e',
  line: '#9aa7b2',
  step1: '#e6ecf1',
  step2: '#c3d0db',
  step3: '#98adbe',
  step4: '#688299',
  step5: '#3c5870',
  unknown: '#f6f8f9',
}

const font = (name: string) => ({ ascii: 'Times New Roman', hAnsi: 'Times New Roman', cs: 'Times New Roman', eastAsia: name })
const run = (text: string, name: string, size: number, more: { color?: string; bold?: boolean } = {}) =>
  new TextRun({ text, font: font(name), size, ...more })
const paragraph = (text: string, name: string, size: number, more: IParagraphOptions = {}) =>
  new Paragraph({ spacing: LINE, run: { size, font: font(name) }, ...more, children: [run(text, name, size)] })

/**
 * The file of a report. The same report is the same bytes on the same program: nothing in it is of the moment at which it is written. Draws each
 * picture, about 50 ms.
 */
export async function docxOf(report: Judgement): Promise<Uint8Array<ArrayBuffer>> {
  const { document, number, madeAt } = report
  const body = await Promise.all(document.blocks.map((block, i) => blockOf(block, i + 1, i === document.blocks.length - 1)))
  const file = new Document({
    title: document.title,
    description: number,
    creator: 'Gridsight',
    lastModifiedBy: 'Gridsight',
    styles: { default: { document: { run: { font: font(FONTS.body), size: SIZE.body } } } },
    evenAndOddHeaderAndFooters: true,
    sections: [
      {
        properties: {
          page: {
            size: { width: PAGE.width, height: PAGE.height },
            margin: { top: PAGE.top, left: PAGE.left, right: PAGE.right, bottom: PAGE.bottom, footer: mm(28) },
          },
        },
        footers: { default: pageNumber('right'), even: pageNumber('left') },
        children: [...headOf(report), ...body.flat(), ...signOf(report)],
      },
    ],
  })
  return settled(new Uint8Array(await Packer.toBuffer(file)), madeAt)
}

function headOf({ document: { letterhead, title, subtitle }, number }: Judgement): Paragraph[] {
  const centred = { alignment: AlignmentType.CENTER } as const
  const head =
    letterhead === null ? [] : [new Paragraph({ ...centred, spacing: { after: 240 }, children: [run(letterhead, FONTS.title, 60, { color: RED })] })]
  return [
    ...head,
    new Paragraph({
      ...centred,
      spacing: { before: letterhead === null ? 0 : 120, after: 360, ...LINE },
      ...(letterhead !== null && { border: { bottom: { style: BorderStyle.SINGLE, size: 18, color: RED, space: 6 } } }),
      children: [run(number, FONTS.body, SIZE.body)],
    }),
    new Paragraph({
      ...centred,
      spacing: { after: 120, line: 640, lineRule: LineRuleType.AT_LEAST },
      children: [run(title, FONTS.title, SIZE.title)],
    }),
    new Paragraph({ ...centred, spacing: { after: 240 }, children: [run(subtitle, FONTS.body, 24)] }),
  ]
}

function signOf(report: Judgement): Paragraph[] {
  return signWords(report).map((text, i) =>
    paragraph(text, FONTS.body, SIZE.body, { alignment: AlignmentType.RIGHT, spacing: { ...LINE, before: i === 0 ? 480 : 0 }, keepNext: i === 0 }),
  )
}

/** — 1 —, on odd pages at the right and on even ones at the left. */
function pageNumber(side: 'left' | 'right'): Footer {
  const text = new TextRun({ children: ['— ', PageNumber.CURRENT, ' —'], font: font(FONTS.song), size: SIZE.page })
  return new Footer({
    children: [
      new Paragraph({
        alignment: side === 'left' ? AlignmentType.LEFT : AlignmentType.RIGHT,
        indent: side === 'left' ? { left: mm(5) } : { right: mm(5) },
        children: [text],
      }),
    ],
  })
}

/** `id`: unlike any other of the document; a picture would otherwise take one that no two files have. `isLast`: whoever signs stands below it. */
async function blockOf(block: Block, id: number, isLast: boolean): Promise<ISectionOptions['children'][number][]> {
  switch (block.type) {
    case 'heading':
      return [
        paragraph(block.text, block.level === 1 ? FONTS.heading : FONTS.body, SIZE.body, {
          keepNext: true,
          indent: { firstLine: 2 * 320 },
          outlineLevel: block.level - 1,
          spacing: { ...LINE, before: 120 },
        }),
      ]
    case 'text':
      return [paragraph(block.text, FONTS.body, SIZE.body, { indent: { firstLine: 2 * 320 } })]
    case 'note':
      return [
        paragraph(block.text, FONTS.body, SIZE.small, {
          keepNext: isLast,
          spacing: { before: 80, after: 160, line: 300, lineRule: LineRuleType.AT_LEAST },
        }),
      ]
    case 'table':
      return tableOf(block)
    case 'picture':
      return pictureOf(block, id)
  }
}

const captionOf = (text: string) =>
  paragraph(text, FONTS.heading, SIZE.small, {
    alignment: AlignmentType.CENTER,
    keepNext: true,
    spacing: { before: 200, after: 80, line: 300, lineRule: LineRuleType.AT_LEAST },
  })

function tableOf({ caption, columns, rows }: Table1): (Paragraph | Table)[] {
  const widths = columns.map(({ width }) => Math.round((TEXT_WIDTH * width) / 100))
  const cell = (text: string, i: number, head: boolean) =>
    new TableCell({
      width: { size: widths[i] ?? 0, type: WidthType.DXA },
      margins: { top: 30, bottom: 30, left: 70, right: 70 },
      ...(head && { shading: { type: ShadingType.CLEAR, color: 'auto', fill: 'EEF2F5' } }),
      children: [
        paragraph(text, head ? FONTS.heading : FONTS.song, SIZE.table, {
          alignment: columns[i]?.numeric ? AlignmentType.RIGHT : AlignmentType.LEFT,
          spacing: { line: 260, lineRule: LineRuleType.AT_LEAST },
        }),
      ],
    })
  const line = { style: BorderStyle.SINGLE, size: 4, color: '8796A3' }
  const none = { style: BorderStyle.NONE, size: 0, color: 'auto' }
  return [
    captionOf(caption),
    new Table({
      width: { size: TEXT_WIDTH, type: WidthType.DXA },
      columnWidths: widths,
      layout: TableLayoutType.FIXED,
      borders: {
        top: { ...line, size: 8 },
        bottom: { ...line, size: 8 },
        left: none,
        right: none,
        insideHorizontal: { ...line, color: 'C9D2D9' },
        insideVertical: none,
      },
      rows: [
        new TableRow({ tableHeader: true, cantSplit: true, children: columns.map(({ name }, i) => cell(name, i, true)) }),
        ...rows.map((row) => new TableRow({ cantSplit: true, children: columns.map((_, i) => cell(row[i] ?? '', i, false)) })),
      ],
    }),
    // what stands between two tables, which would otherwise become one
    new Paragraph({ spacing: { line: 160, lineRule: LineRuleType.EXACT }, children: [] }),
  ]
}

async function pictureOf({ picture, caption, alt, legend }: Picture1, id: number): Promise<Paragraph[]> {
  const { width, height } = picture
  const image = new ImageRun({
    type: 'png',
    data: await drawn(picture),
    transformation: { width: PICTURE_WIDTH, height: Math.round((PICTURE_WIDTH * height) / width) },
    altText: { id: String(id), name: caption, title: caption, description: alt },
  })
  const marks = legend.flatMap(({ tone, text }, i) => [
    new TextRun({
      text: '\u2003',
      size: SIZE.small,
      shading: { type: ShadingType.CLEAR, color: 'auto', fill: PAPER_INKS[tone].slice(1).toUpperCase() },
    }),
    run(` ${text}${i < legend.length - 1 ? '\u2003' : ''}`, FONTS.song, SIZE.table),
  ])
  return [
    captionOf(caption),
    new Paragraph({ alignment: AlignmentType.CENTER, keepNext: legend.length > 0, children: [image] }),
    ...(legend.length === 0 ? [] : [new Paragraph({ alignment: AlignmentType.CENTER, spacing: { before: 60, after: 160 }, children: marks })]),
  ]
}

/** A picture as PNG on white. It has no text in it, so it needs no fonts. */
async function drawn(picture: Picture): Promise<Buffer> {
  return sharp(Buffer.from(svgOf(picture, PAPER_INKS)), { density: (72 * PICTURE_PIXELS) / picture.width })
    .flatten({ background: '#ffffff' })
    .png({ compressionLevel: 9, palette: true })
    .toBuffer()
}

/** The same parts with the table of fonts that names what may stand for each, and with the time at which the report was made in place of that of the writing. */
function settled(bytes: Uint8Array, madeAt: string): Uint8Array<ArrayBuffer> {
  const parts = unzipSync(bytes)
  const core = parts['docProps/core.xml']
  const at = madeAt.replace(/\.\d+Z$/, 'Z')
  if (core) parts['docProps/core.xml'] = strToU8(strFromU8(core).replace(/(<dcterms:(?:created|modified)[^>]*>)[^<]*/g, `$1${at}`))
  parts['word/fontTable.xml'] = strToU8(fontTable())
  const mtime = new Date('2000-01-01T00:00:00')
  return new Uint8Array(zipSync(parts, { mtime, level: 9 }))
}

function fontTable(): string {
  const row = (name: string, charset: string, family: string, also = '') =>
    `<w:font w:name="${name}">${also && `<w:altName w:val="${also}"/>`}<w:charset w:val="${charset}"/><w:family w:val="${family}"/></w:font>`
  const fonts = Object.values(FONTS).map((name) => row(name, '86', name === FONTS.heading ? 'swiss' : 'roman', ALTERNATIVES[name]))
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
  return `${head}<w:fonts xmlns:w="${WORD_XML}">${fonts.join('')}${row('Times New Roman', '00', 'roman')}</w:fonts>`
}
