/** How a page looks: dark ink on light ground, or the other way round. */
export const THEMES = ['light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

/** The cookie that a browser keeps its theme in; `?theme=` in the address of a page of work sets it. */
export const THEME_COOKIE = 'gridsight_theme'

export const isTheme = (value: unknown): value is Theme => THEMES.some((theme) => theme === value)

/** The theme that a page of work is asked for: by its address, else as it was kept, else light. */
export function themeOf(asked: string | null, kept: string | undefined): Theme {
  if (isTheme(asked)) return asked
  return isTheme(kept) ? kept : 'light'
}
