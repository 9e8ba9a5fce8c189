/** Renderers that draw with the processor: WebGL works, and every pixel costs. */
const software = /swiftshader|llvmpipe|softpipe|software|basic render/i

/** Does this canvas draw without a graphics card? Asks the context that the map has made; unknown is no. */
export function drawsInSoftware(canvas: HTMLCanvasElement): boolean {
  const gl = canvas.getContext('webgl2')
  const names = gl?.getExtension('WEBGL_debug_renderer_info')
  const renderer: unknown = gl?.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER)
  return software.test(String(renderer ?? ''))
}

/** Pixels that a processor can draw a few times a second. */
const MAX_PIXELS = 2_100_000

/** The ratio of canvas pixels to CSS pixels: the device's own, less where it draws in software and the wall is large. */
export function pixelRatioFor(width: number, height: number, device: number, inSoftware: boolean): number {
  return inSoftware ? Math.min(device, Math.sqrt(MAX_PIXELS / Math.max(1, width * height))) : device
}
