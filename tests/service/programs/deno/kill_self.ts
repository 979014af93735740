Deno.kill(Deno.pid, "SIGKILL");
