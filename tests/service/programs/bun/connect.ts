// Bun calls every TCP connection that fails refused. Connecting a UDP socket tells whether there is a route.
const [hostname, port] = process.argv.slice(2);
try {
  await Bun.udpSocket({ connect: { hostname, port: Number(port) } });
  console.log("connected");
} catch (error) {
  console.log(String(error));
}
process.exit();
