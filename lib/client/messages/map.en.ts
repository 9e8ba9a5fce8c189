import type { Translated } from '../language'
import type { zh } from './map.zh-CN'

/** The same in English, text for text. */
export const en: Translated<typeof zh> = {
  keys: 'Arrow keys go to the next grid, Enter opens it, Escape goes one level up, plus and minus zoom, Shift with an arrow key pans, T opens the table',
  tells: (today, open, overdue) => `today ${today}, open ${open}, overdue ${overdue}`,
  table: {
    open: 'Show the map as a table',
    title: 'Table of the grids',
    all: 'All',
    name: 'Grid',
    into: (name, n) => `${name}, ${n} grids below`,
    end: 'No grids below',
    back: 'One level up',
    waiting: 'Still being read, please wait',
  },
}
