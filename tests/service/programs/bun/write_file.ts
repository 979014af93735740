// Writes as many MiB as the second argument says to the file that the first one names.
import { writeFileSync } from "node:fs";

const [path, size] = process.argv.slice(2);
try {
  writeFileSync(path, new Uint8Array(Number(size) << 20));
  console.log("written");
} catch (error) {
  console.log(String(error));
}
