// The door of the project: every script of package.json comes through here, on a fresh clone too. It is plain JavaScript on Node's own
// modules, in a syntax that an old Node can still parse, so that it can say what is missing instead of failing on a comma.
import process from 'process'

var wanted = [20, 9]
var found = process.versions.node.split('.').map(Number)
var command = process.argv[2]

if (found[0] < wanted[0] || (found[0] === wanted[0] && found[1] < wanted[1])) {
  process.stderr.write(
    'Gridsight needs Node ' +
      wanted.join('.') +
      ' or newer and this is Node ' +
      process.versions.node +
      '; install a newer one from nodejs.org and try again.\n',
  )
  process.exit(1)
} else {
  import('./commands.mjs')
    .then(function (commands) {
      return commands.main(command, process.argv.slice(3))
    })
    .then(
      function (code) {
        process.exit(code)
      },
      function (error) {
        process.stderr.write((error && error.expected ? error.message : String((error && error.stack) || error)) + '\n')
        process.exit(1)
      },
    )
}
