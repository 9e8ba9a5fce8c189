/** A quiet sheet that the map is seen through. Without a graphics card a blur of what lies under it costs more than the map. */
export const glass =
  'rounded-panel border-[length:max(1px,var(--u))] border-line bg-glass backdrop-blur-[calc(20*var(--u))] in-data-[calm=true]:bg-[color-mix(in_srgb,var(--glass),var(--bg)_80%)] in-data-[calm=true]:backdrop-blur-none'

/** The picture loses its colour when it is old; the line that says so keeps its own. */
export const drains = 'transition-[filter] duration-(--m-drain) ease-linear in-data-[stale=true]:brightness-80 in-data-[stale=true]:saturate-0'
