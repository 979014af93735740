import { area } from "./util/square.ts";

console.log("area", area(3));
