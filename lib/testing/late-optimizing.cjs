// Processes of the tests live for seconds, and V8 would take a fifth of the processor to compile for speed what soon ends: here it begins
// to optimize JavaScript after sixteen times as much of it has run, and WebAssembly never.
const { setFlagsFromString } = require('node:v8')

setFlagsFromString('--interrupt-budget=1056000')
setFlagsFromString('--liftoff-only')
// nor check what of it is never called: 0.98 s of a processor instead of 1.08 for a start of the embedded engine
setFlagsFromString('--wasm-lazy-validation')
