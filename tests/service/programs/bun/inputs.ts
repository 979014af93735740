console.log("environment:", process.env.GREETING);
console.log("arguments:", process.argv.slice(2).join("|"));
console.log("input:", await Bun.stdin.text());
