const [hostname, port] = Deno.args;
setTimeout(() => end("timed out"), 2000);
Deno.connect({ hostname, port: Number(port) }).then(() => end("connected"), (error) => end(String(error)));

function end(outcome: string) {
  console.log(outcome);
  Deno.exit();
}
