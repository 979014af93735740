import { writeFileSync } from "node:fs";

writeFileSync("/metadata/.quartermaster_metadata.json", '{"half": ');
console.log("written");
