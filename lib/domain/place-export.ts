import type { ExportColumn } from './event-export'
import type { Place } from './place'
import { writeHours } from './place-hours-text'
import { PLACE_FACILITIES, PLACE_KINDS, PLACE_SERVICES } from './place-kinds'

type Row = Pick<
  Place,
  'externalId' | 'kind' | 'name' | 'grid' | 'position' | 'address' | 'contact' | 'capacity' | 'services' | 'facilities' | 'hours' | 'offers'
>

/** The columns of an export of places: what `gridsight places import` reads, and where they lie. */
export const PLACE_COLUMNS: readonly ExportColumn<Row>[] = [
  { label: { zh: '编号', en: 'externalId' }, width: 20, of: ({ externalId }) => externalId },
  { label: { zh: '类别', en: 'kind' }, width: 16, of: ({ kind }, { language }) => PLACE_KINDS[kind][language === 'en' ? 'en' : 'zh'] },
  { label: { zh: '名称', en: 'name' }, width: 28, of: ({ name }) => name },
  { label: { zh: '经度', en: 'lon' }, width: 12, of: ({ position }) => position[0] },
  { label: { zh: '纬度', en: 'lat' }, width: 12, of: ({ position }) => position[1] },
  { label: { zh: '所在网格', en: 'place' }, width: 28, of: ({ grid }, { place }) => place(grid) },
  { label: { zh: '地址', en: 'address' }, width: 32, of: ({ address }) => address },
  { label: { zh: '联系电话', en: 'contact' }, width: 16, of: ({ contact }) => contact },
  { label: { zh: '容纳人数', en: 'capacity' }, width: 10, of: ({ capacity }) => capacity },
  {
    label: { zh: '服务', en: 'services' },
    width: 28,
    of: ({ services }, { language }) => services.map((one) => PLACE_SERVICES[one][language === 'en' ? 'en' : 'zh']).join('; '),
  },
  {
    label: { zh: '设施', en: 'facilities' },
    width: 28,
    of: ({ facilities }, { language }) => facilities.map((one) => PLACE_FACILITIES[one][language === 'en' ? 'en' : 'zh']).join('; '),
  },
  { label: { zh: '开放时间', en: 'hours' }, width: 40, of: ({ hours }, { language }) => writeHours(hours, language === 'en' ? 'en' : 'zh') },
  {
    label: { zh: '可预约', en: 'offers' },
    width: 28,
    of: ({ offers }, { language }) =>
      offers.map(({ service, minutes, seats }) => `${PLACE_SERVICES[service][language === 'en' ? 'en' : 'zh']} ${minutes} ${seats}`).join('; '),
  },
]
