// Node's and Bun's tls: peer.js client|server PORT KIND KEYS; says "saw full" or "saw resumed".
const fs = require('fs')
const tls = require('tls')

const [mode, port, kind, keys] = process.argv.slice(2)
const version = kind.startsWith('tls12') ? 'TLSv1.2' : 'TLSv1.3'
const versions = { minVersion: version, maxVersion: version }
const say = (socket) => console.log('saw', socket.isSessionReused() ? 'resumed' : 'full')

function connect(session) {
  return new Promise((resolve, reject) => {
    let next = session
    const ca = fs.readFileSync(keys + '/ca.pem')
    const options = { host: '127.0.0.1', port, servername: 'localhost', ca, session, ...versions }
    const socket = tls.connect(options, () => {
      if (version === 'TLSv1.2') next = socket.getSession()
      const reused = socket.isSessionReused()
      socket.on('end', () => {
        console.log('saw', reused ? 'resumed' : 'full')
        socket.end()
        setTimeout(resolve, 50, next)
      })
      socket.write('GET / HTTP/1.0\r\n\r\n')
    })
    socket.on('session', (ticket) => { next = ticket })
    socket.on('error', reject)
    socket.resume()
  })
}

function serve(socket) {
  socket.on('error', () => {})
  socket.once('data', () => {
    say(socket)
    socket.end('HTTP/1.0 200 OK\r\n\r\nhello\n')
  })
}

if (mode === 'client') {
  connect().then(connect).then(() => process.exit(0), (error) => {
    console.log(error.message)
    process.exit(1)
  })
} else {
  const pair = { cert: fs.readFileSync(keys + '/rsa-chain.pem'), key: fs.readFileSync(keys + '/rsa.key') }
  const server = tls.createServer({ ...pair, ...versions }, serve)
  server.on('tlsClientError', () => {})
  server.listen(Number(port), '127.0.0.1')
}
