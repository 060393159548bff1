// A proxy that tampers: node liar.mjs TARGET. Under /honest it passes on what TARGET serves; under /entry, /tile, /size and
// /signature one thing is changed on the way. Prints the port it listens at on 127.0.0.1.
import http from 'node:http';

const target = process.argv[2];

const flipped = (body, at) => {
  body[at] ^= 1;
  return body;
};

// The note with one of its lines changed: 1 is the size, 4 the log's own signature.
const withLine = (body, number, change) => Buffer.from(
  body.toString().split('\n').map((line, i) => i === number ? change(line) : line).join('\n'));

const lies = {
  honest: (path, body) => body,
  // The last byte of the first bundle, whether full or not.
  entry: (path, body) => /^\/log\/tile\/entries\/000/.test(path) ? flipped(body, body.length - 1) : body,
  tile: (path, body) => /^\/log\/tile\/0\/000/.test(path) ? flipped(body, 40) : body,
  size: (path, body) => path === '/log/checkpoint' ? withLine(body, 1, size => String(Number(size) - 1)) : body,
  signature: (path, body) => path === '/log/checkpoint'
    ? withLine(body, 4, line => line.replace(/.(.{40})$/, (found, rest) => (found[0] === 'A' ? 'B' : 'A') + rest)) : body,
};

const server = http.createServer(async (request, response) => {
  const [, how, path] = request.url.match(/^\/([a-z]+)(\/.*)$/) ?? [];
  if (!(how in lies)) return response.writeHead(404).end();
  const answer = await fetch(target + path);
  const body = lies[how](path, Buffer.from(await answer.arrayBuffer()));
  response.writeHead(answer.status, {'Content-Type': answer.headers.get('content-type') ?? 'text/plain'}).end(body);
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
