console.log(Deno.readTextFileSync(Deno.args[0]));
