// Writes as many MiB as the second argument says to the file that the first one names.
const [path, size] = Deno.args;
try {
  Deno.writeFileSync(path, new Uint8Array(Number(size) << 20));
  console.log("written");
} catch (error) {
  console.log(String(error));
}
