Deno.writeTextFileSync("/metadata/.quartermaster_metadata.json", '{"half": ');
console.log("written");
