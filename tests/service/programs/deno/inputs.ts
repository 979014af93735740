console.log("environment:", Deno.env.get("GREETING"));
console.log("arguments:", Deno.args.join("|"));
console.log("input:", await new Response(Deno.stdin.readable).text());
