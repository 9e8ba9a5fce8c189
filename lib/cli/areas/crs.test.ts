import { describe, expect, it, test } from 'vitest'
import { gaussKruger } from '@/lib/testing/map-files'
import { crsOf, crsOfPrj, type SourceCrs } from './crs'

const at = (crs: SourceCrs | string | null, x: number, y: number) => {
  if (crs === null || typeof crs === 'string') throw new Error(`no system: ${crs}`)
  const [lon, lat] = crs.toWgs84(x, y)
  return [lon.toFixed(7), lat.toFixed(7)]
}

describe('systems by name', () => {
  // the coordinates come from PROJ 9 (PostGIS ST_Transform of 112.234 33.034); crs.db.test.ts asks it for every zone
  test.each([
    ['WGS84', 112.234, 33.034],
    ['cgcs2000', 112.234, 33.034],
    ['EPSG:4326', 112.234, 33.034],
    ['urn:ogc:def:crs:EPSG::4490', 112.234, 33.034],
    ['urn:ogc:def:crs:OGC:1.3:CRS84', 112.234, 33.034],
  ])('%s has degrees', (name, x, y) => {
    expect(at(crsOf(name), x, y)).toEqual(['112.2340000', '33.0340000'])
  })

  it('undoes GCJ-02 by the published pair of a town nearby', () => {
    const [lon, lat] = crsOf('GCJ02')?.toWgs84(112.5283103, 32.9906692) ?? [0, 0]
    expect(Math.hypot((lon - 112.5224433) * 93_000, (lat - 32.9926469) * 111_000)).toBeLessThan(1)
  })

  test.each(['EPSG:2334', 'EPSG:4610', 'EPSG:4214', 'NAD27', '', 'EPSG:', 'EPSG:4555'])('%j is refused', (name) => {
    expect(crsOf(name)).toBeNull()
  })
})

describe('systems by .prj', () => {
  it('knows the standard zones by their EPSG code', () => {
    expect(crsOfPrj(gaussKruger(111))).toMatchObject({ name: 'EPSG:4546', unit: 'metres' })
    expect(crsOfPrj(gaussKruger(114))).toMatchObject({ name: 'EPSG:4547' })
    expect(crsOfPrj(gaussKruger(111).replace('500000.0', '37500000.0'))).toMatchObject({ name: 'EPSG:4525' })
  })

  it('takes the central meridian of a town, which has no code', () => {
    const town = crsOfPrj(gaussKruger(112).replace('CGCS2000_3_Degree_GK_CM_112E', '镇平城建坐标系'))
    expect(town).toMatchObject({ name: '镇平城建坐标系', unit: 'metres' })
    expect(at(town, 500_000, 3_656_500)[0]).toBe('112.0000000')
  })

  it('knows degrees of both', () => {
    const geographic = (name: string, datum: string) =>
      `GEOGCS["${name}",DATUM["${datum}",SPHEROID["x",6378137.0,298.257]],UNIT["Degree",0.0174532925199433]]`
    expect(crsOfPrj(geographic('GCS_WGS_1984', 'D_WGS_1984'))).toMatchObject({ name: 'EPSG:4326', unit: 'degrees' })
    expect(crsOfPrj(geographic('China Geodetic Coordinate System 2000', 'China_2000'))).toMatchObject({ name: 'EPSG:4490' })
  })

  test.each([
    ['Xian 80', gaussKruger(111).replace('D_China_2000', 'D_Xian_1980'), /datum "D_Xian_1980" cannot be converted/],
    ['Beijing 54', gaussKruger(111).replace('D_China_2000', 'D_Beijing_1954'), /D_Beijing_1954/],
    ['another projection', gaussKruger(111).replace('Gauss_Kruger', 'Lambert_Conformal_Conic'), /"Lambert_Conformal_Conic" is not known/],
    ['feet', gaussKruger(111).replace('UNIT["Meter",1.0]', 'UNIT["Foot_US",0.3048006096012192]'), /not in metres/],
    ['no text of this kind', 'hello', /no description/],
  ])('refuses %s with a sentence', (_, prj, sentence) => {
    expect(crsOfPrj(prj)).toMatch(sentence)
  })
})
