import { describe, expect, test } from 'vitest'
import { anchors, layers, type Scene } from './layers'
import { slots } from './style'

const picture = { image: { width: 2, height: 2, close: () => {} }, bounds: [112, 33, 113, 34] as [number, number, number, number] }
const scene: Scene = {
  glow: picture,
  body: picture,
  heat: picture,
  points: Float32Array.of(112.2, 33.1, 112.3, 33.2),
  measure: 'heat',
  onBase: false,
  unit: 2,
}
const ids = (s: Scene) => layers(s).map((l) => l.id)

describe('layers', () => {
  test('the glow lies under the body, that under the heat, the points over all', () => {
    expect(ids(scene)).toEqual(['glow', 'body', 'heat', 'points'])
    expect(layers(scene).map((l) => Reflect.get(l.props, 'beforeId'))).toEqual([slots.glow, slots.body, slots.heat, slots.points])
  })
  test('a choropleth has no field and no points', () => expect(ids({ ...scene, measure: 'choropleth' })).toEqual(['glow', 'body']))
  test('nothing is drawn of what is not there', () => expect(layers({ ...scene, glow: null, body: null, heat: null, points: null })).toEqual([]))
  test('over a base map the body throws no light and is seen through', () => {
    expect(ids({ ...scene, onBase: true })).toEqual(['body', 'heat', 'points'])
    expect(layers({ ...scene, onBase: true })[0]?.props.opacity).toBeLessThan(0.6)
    expect(layers(scene)[1]?.props.opacity).toBe(1)
  })
  test('the glow fades as the view comes nearer, and is whole at home and from farther out', () => {
    const glowAt = (near: number) => layers({ ...scene, near })[0]?.props.opacity
    expect([-1, 0, 1, 2].map(glowAt)).toEqual([1, 1, 0.5, 0.25])
  })
  test('each height is held, and that of the glow only where there is one', () => {
    const heights = (onBase: boolean) => anchors(onBase).map((l) => Reflect.get(l.props, 'beforeId'))
    expect(heights(false)).toEqual([slots.glow, slots.body, slots.heat, slots.points])
    expect(heights(true)).toEqual([slots.body, slots.heat, slots.points])
    for (const onBase of [false, true])
      for (const layer of layers({ ...scene, onBase })) expect(heights(onBase)).toContain(Reflect.get(layer.props, 'beforeId'))
  })
  test('points are pairs and grow with the unit', () => {
    const points = layers(scene)[3]
    expect(Reflect.get(points?.props.data ?? {}, 'length')).toBe(2)
    expect(Reflect.get(points?.props ?? {}, 'getRadius')).toBe(2.6)
  })
})
