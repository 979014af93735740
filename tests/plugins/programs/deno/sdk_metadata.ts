// Sets metadata twice and reads it back; prints "ok".
import assert from "node:assert";
import { getMetadata, setMetadata } from "./sdk.ts";

const DATA = { text: 'é\u2028"', list: [1, 2.5, null, true], nested: { "": {} } };

assert.strictEqual(getMetadata(), null);
setMetadata("first");
setMetadata(DATA);
assert.deepStrictEqual(getMetadata(), DATA);
assert.throws(() => setMetadata(undefined), TypeError);
assert.deepStrictEqual(getMetadata(), DATA);
assert.deepStrictEqual([...Deno.readDirSync("/metadata")].map((entry) => entry.name), [".quartermaster_metadata.json"]);
console.log("ok");
