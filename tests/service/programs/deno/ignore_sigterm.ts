Deno.addSignalListener("SIGTERM", () => {});
console.log("started");
setInterval(() => {}, 1000);
