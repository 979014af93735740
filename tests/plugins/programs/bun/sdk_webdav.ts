// Saves and loads files through a server of its own; prints "ok".
import assert from "node:assert";
import { loadFile, saveFile } from "./sdk.ts";

const NAME = "a folder/ü?#%.txt";
const TEXT = "first\nzweite Zeile: ß €\n";
const files = new Map<string, string>();

async function serve(request: Request): Promise<Response> {
  const path = new URL(request.url).pathname;
  if (request.method === "PUT") {
    files.set(path, await request.text());
    return new Response(null, { status: 201 });
  }
  if (path.endsWith("/broken")) return new Response(null, { status: 500 });
  return files.has(path) ? new Response(files.get(path)) : new Response(null, { status: 404 });
}

delete process.env.QM_WEBDAV_URL;
await assert.rejects(loadFile(NAME), /QM_WEBDAV_URL/);
await assert.rejects(saveFile(NAME, TEXT), /QM_WEBDAV_URL/);

const server = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: serve });
process.env.QM_WEBDAV_URL = `http://127.0.0.1:${server.port}/dav/`;

await saveFile(NAME, TEXT);
assert.deepStrictEqual([...files.keys()], ["/dav/a%20folder/%C3%BC%3F%23%25.txt"]);
assert.strictEqual(await loadFile(`/${NAME}`), TEXT);
await assert.rejects(loadFile("missing"), /not found: missing/);
await assert.rejects(loadFile("broken"), /HTTP 500/);
await assert.rejects(loadFile("a/../b"), /not a path/);
await server.stop(true);
await assert.rejects(loadFile(NAME), /loadFile: a folder/);
console.log("ok");
