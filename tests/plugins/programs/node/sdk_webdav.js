// Saves and loads files through a server of its own; prints "ok".
const assert = require('node:assert');
const { once } = require('node:events');
const http = require('node:http');
const { loadFile, saveFile } = require('./sdk');

const NAME = 'a folder/ü?#%.txt';
const TEXT = 'first\nzweite Zeile: ß €\n';
const files = new Map();

async function serve(request, response) {
  if (request.method === 'PUT') {
    files.set(request.url, await request.toArray().then(Buffer.concat));
    response.writeHead(201).end();
  } else if (request.url.endsWith('/broken')) {
    response.writeHead(500).end();
  } else {
    response.writeHead(files.has(request.url) ? 200 : 404).end(files.get(request.url));
  }
}

async function main() {
  delete process.env.QM_WEBDAV_URL;
  await assert.rejects(loadFile(NAME), /QM_WEBDAV_URL/);
  await assert.rejects(saveFile(NAME, TEXT), /QM_WEBDAV_URL/);

  const server = http.createServer(serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.env.QM_WEBDAV_URL = `http://127.0.0.1:${server.address().port}/dav/`;

  await saveFile(NAME, TEXT);
  assert.deepStrictEqual([...files.keys()], ['/dav/a%20folder/%C3%BC%3F%23%25.txt']);
  assert.strictEqual(await loadFile(`/${NAME}`), TEXT);
  await assert.rejects(loadFile('missing'), /not found: missing/);
  await assert.rejects(loadFile('broken'), /HTTP 500/);
  await assert.rejects(loadFile('a/../b'), /not a path/);
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  await assert.rejects(loadFile(NAME), /loadFile: a folder/);
  console.log('ok');
}

main();
