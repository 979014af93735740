Deno.exit(Number(Deno.args[0]));
