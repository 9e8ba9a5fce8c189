/** The ground of a screen that hangs on a wall; what lies on it is measured in its units. */
export const ground =
  'fixed inset-0 overflow-hidden bg-bg bg-[radial-gradient(ellipse_62%_58%_at_50%_52%,var(--map-bg-1),var(--map-bg-0)_78%)] [container-type:size]'
