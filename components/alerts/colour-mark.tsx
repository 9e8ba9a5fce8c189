import { SeverityMark } from '@/components/ui/severity-mark'
import { colourName } from '@/lib/client/alert-words'
import { Colour } from '@/lib/domain/colour'

/** The colour of an alert, as a shape with its numeral. `over`: it lives no more. */
export function ColourMark({ colour, over = false, className = 'size-24' }: { colour: Colour; over?: boolean; className?: string }) {
  return <SeverityMark rank={Colour.options.indexOf(colour) + 1} label={colourName(colour)} outlined={over} className={className} />
}
