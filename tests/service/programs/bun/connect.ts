import net from "node:net";

const [host, port] = process.argv.slice(2);
setTimeout(() => end("timed out"), 2000);
const socket = net.connect({ host, port: Number(port) });
socket.on("connect", () => end("connected"));
socket.on("error", (error) => end(String(error)));

function end(outcome: string) {
  console.log(outcome);
  process.exit();
}
