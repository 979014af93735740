"""The runtimes as a user without the service would use them: the same image, the same program, the default command."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Runtime:
    id: str
    main_file: str
    command: tuple[str, ...]  # the default one
    work_dir: str = "/tmp"
    environment: tuple[str, ...] = ()
    needs_skeleton: bool = False
    # Of a compiled runtime: what the plugin makes of the default command, and what that produces.
    compile: tuple[str, ...] = ()
    program: tuple[str, ...] = ()

    @property
    def image(self) -> str:
        return f"code-runner-{self.id}"


RUNTIMES = (
    Runtime("python", "main.py", ("python", "main.py")),
    Runtime("node", "main.js", ("node", "main.js")),
    Runtime("deno", "main.ts", ("deno", "run", "--allow-all", "main.ts"), environment=("DENO_DIR=/tmp/.deno",)),
    Runtime("bun", "main.ts", ("bun", "main.ts"), environment=("BUN_INSTALL=/tmp/.bun",)),
    Runtime("go", "main.go", ("go", "run", "."), "/workspace", needs_skeleton=True,
            compile=("env", "GOGC=off", "GOMEMLIMIT=96MiB", "go", "build", "-ldflags=-s -w", "-o", ".build/main", "."),
            program=("./.build/main",)),
    Runtime("rust", "src/main.rs", ("cargo", "run", "--release", "--quiet"), "/workspace", needs_skeleton=True,
            compile=("rustc", "@/usr/lib/code-runner/rustc.args", "-o", ".build/main", "src/main.rs"),
            program=("./.build/main",)),
)

BY_ID = {runtime.id: runtime for runtime in RUNTIMES}

_NUMBERED = {
    "go": 'package main\n\nimport "fmt"\n\nfunc main() {{ fmt.Println("Hello from Go", {number}) }}\n',
    "rust": 'fn main() {{\n    println!("Hello from Rust {{}}", {number}u64);\n}}\n',
}


def numbered_source(runtime: Runtime, number: int) -> str:
    """A hello program that nobody has compiled yet, as long as nobody has used the number."""
    return _NUMBERED[runtime.id].format(number=number)
