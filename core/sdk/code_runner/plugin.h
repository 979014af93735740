/*
 * The plugin contract of Code Runner: everything that a language runtime has to say about itself.
 *
 * A plugin is a shared library that exports one constant, `code_runner_plugin_v1`: data that describes the runtime, and
 * one pure function that turns a request into a plan. It has no initialisation, no state, does no I/O and never talks
 * to Docker; the server does all of that, the same way for every runtime.
 *
 * This header needs nothing but <stddef.h> and <stdint.h> and compiles as C11 and as C++11 to C++20.
 *
 * Rules that hold for every declaration below
 *
 * Strings: pointer and size, UTF-8, not zero-terminated. `data` may be NULL only if `size` is 0. All zeroes is the
 * empty string, and an empty string means "none" wherever a member is said to be optional.
 *
 * Lists: pointer and count. `items` may be NULL only if `size` is 0.
 *
 * Ownership: every pointer is borrowed. What the plugin exports lives as long as the library, which is never unloaded.
 * What a call passes is valid until that call returns, in either direction; who wants to keep it copies it. Nobody ever
 * frees anything of the other side.
 *
 * Growth: the major version is in the name of the exported symbol. Minor growth appends members to structs: each
 * top-level struct begins with `struct_size`, set by whoever fills it in to its own sizeof. A reader treats a member
 * that lies beyond `struct_size` as all zeroes, and never tests `struct_size` for equality.
 *
 * Security: by omission. A plugin cannot choose the user, mounts, capabilities, the network or a limit above the
 * operator's. The server checks all that a plugin hands it and names the plugin when it refuses something.
 *
 * Threads: [any-thread] means called from any thread, also from several at once, without a lock held.
 */
#ifndef CODE_RUNNER_PLUGIN_H
#define CODE_RUNNER_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Marks the one exported symbol. Everything else in a plugin is built hidden. */
#if defined(__GNUC__)
#define CODE_RUNNER_EXPORT __attribute__((visibility("default")))
#else
#define CODE_RUNNER_EXPORT
#endif

typedef struct code_runner_string {
  const char* data;
  size_t size; /* bytes */
} code_runner_string;

typedef struct code_runner_strings {
  const code_runner_string* items;
  size_t size;
} code_runner_strings;

/* An environment variable. `name` is not empty and holds neither '=' nor NUL; `value` holds no NUL. */
typedef struct code_runner_variable {
  code_runner_string name;
  code_runner_string value;
} code_runner_variable;

typedef struct code_runner_variables {
  const code_runner_variable* items;
  size_t size;
} code_runner_variables;

/*
 * A file. `path` is relative, with '/' between components, none of them empty, "." or "..". `content` is bytes.
 * `executable` is 0 (mode 0644) or 1 (mode 0755).
 */
typedef struct code_runner_file {
  code_runner_string path;
  code_runner_string content;
  uint32_t executable;
} code_runner_file;

typedef struct code_runner_files {
  const code_runner_file* items;
  size_t size;
} code_runner_files;

/* A program to start: `args[0]` is looked up in PATH; no shell is involved. No args at all means "no process". */
typedef struct code_runner_process {
  code_runner_strings args;
  code_runner_variables environment; /* on top of the descriptor's; the request's own variables win over both */
} code_runner_process;

/* What a caller of the service wants run with the runtime's default entrypoint. Filled in by the server. */
typedef struct code_runner_request {
  uint32_t struct_size;
  code_runner_string code;           /* the source that will be written to `main_file`; may be empty */
  code_runner_files files;           /* the caller's other files, relative to the work folder */
  code_runner_strings args;          /* arguments for the program, to be appended to the run process */
  code_runner_variables environment; /* the caller's variables */
} code_runner_request;

/*
 * How to run one request. Filled in by the plugin.
 *
 * The server writes, in this order and into the work folder: the skeleton (see `skeleton_dir`), `files`, the caller's
 * files, the code. Later ones replace earlier ones of the same path, so a plugin's file never displaces a caller's.
 * Then it runs `compile`, if there is one, and, when that exits with 0, `run`. Both start in the work folder.
 */
typedef struct code_runner_plan {
  uint32_t struct_size;
  uint32_t may_prestart;       /* 1: handing the run to the descriptor's `prestart` process gives the same behaviour */
  code_runner_files files;     /* extra files; at most 64, 1 MiB together */
  code_runner_process compile; /* optional */
  code_runner_string artifact; /* with `compile`: the file it makes, relative to the work folder, which is all that
                                  `run` needs of the compiler's work. Optional: without it nothing is cached. */
  code_runner_process run;
} code_runner_plan;

/* What `plan` answers. Any other value counts as CODE_RUNNER_FAILED. */
typedef int32_t code_runner_status;
enum {
  CODE_RUNNER_OK = 0,
  CODE_RUNNER_INVALID_REQUEST = 1, /* the caller's fault: the message is shown to the caller, status 422 */
  CODE_RUNNER_FAILED = 2           /* the plugin's fault: the message goes to the log, the caller sees status 500 */
};

/* A buffer of the server's for a message to people. The plugin writes at most `capacity` bytes and sets `size`. */
typedef struct code_runner_message {
  char* data;
  size_t capacity;
  size_t size;
} code_runner_message;

/*
 * Takes a plan over. Copies everything it is given before it returns, so `plan` may lie on the caller's stack.
 * `host_data` is the pointer that came with it. Never fails, never throws. To be called from inside `plan` only.
 */
typedef void (*code_runner_emit)(void* host_data, const code_runner_plan* plan);

/* Advice to the server for requests that name no limit of their own; the operator's ceilings win. 0: no advice. */
typedef struct code_runner_limits {
  uint64_t memory_bytes;
  uint32_t timeout_s;
  uint32_t reserved; /* 0 */
} code_runner_limits;

/* The runtime. Bounds are the server's; a descriptor beyond them is refused when the library is loaded. */
typedef struct code_runner_plugin {
  uint32_t struct_size;
  uint32_t reserved; /* 0 */

  code_runner_string id;                 /* "python"; [a-z0-9]+([._-][a-z0-9]+)*, at most 64 bytes; the image is
                                            "code-runner-python" */
  code_runner_strings aliases;           /* other ids for it, of the same form; at most 16; optional */
  code_runner_string name;               /* for people: "Python"; at most 64 bytes */
  code_runner_string description;        /* for people, one sentence; at most 1024 bytes */
  code_runner_string version;            /* of the language: "3.13"; at most 64 bytes */
  code_runner_string file_extension;     /* ".py"; at most 16 bytes */
  code_runner_string main_file;          /* where `code` goes, relative to the work folder: "main.py" */
  code_runner_string default_entrypoint; /* for people: "python main.py"; at most 1024 bytes */

  code_runner_files build_context;     /* must hold "Dockerfile"; at most 1024 files, 64 MiB together. The server adds
                                          its own agent, user (uid 1001, "runner") and entrypoint to the image. */
  code_runner_string completions_file; /* name of the file of the build context that holds the editor completions: a
                                          JSON list of {caption, value or snippet, meta, score, docText}. Optional. */
  code_runner_string work_dir;     /* absolute: "/tmp" or a folder of its own; writable, executable, the current folder
                                      of every process */
  code_runner_string skeleton_dir; /* absolute path of a folder in the image whose content is copied into the work
                                      folder of every sandbox before the run (the idea of /etc/skel). Optional. */
  code_runner_variables environment; /* for every process, on top of the image's own (Dockerfile `ENV`); optional */
  code_runner_limits default_limits;

  code_runner_string hello_code;   /* a program for self-tests that exits with 0 ... */
  code_runner_string hello_stdout; /* ... having printed exactly this, within 4096 bytes, and nothing to stderr */

  /*
   * Args of a process that is started, in sandboxes that wait, ahead of their run. Optional; plans say with
   * `may_prestart` which runs it may carry out.
   *
   * It is started like the run process of a request without files, args and variables, so usually it IS the run
   * process: an interpreter with a hook of the image's that stops it before it looks at the main file. Its descriptor
   * 63 is a socket that belongs to another user, by which the hook knows that it is to wait. It writes the line
   * "waiting" there and reads strings, each with a NUL at its end, up to the end of input: the number of args in
   * decimal, the run process's args, and its whole environment as "name=value", sorted by name. It makes them its own,
   * writes the line "taken", closes the descriptor and leaves no trace. When it cannot make the run what a fresh
   * process would make of it, it exits instead, and the run gets a fresh process. It prints nothing before it has a
   * run. Other lines that it writes to the descriptor go to the operator's log. The variable
   * CODE_RUNNER_PRESTART_IMPORTS, when it is there, names modules, separated by commas, that the operator wants
   * imported before it waits; the hook removes it.
   */
  code_runner_strings prestart;

  /*
   * Makes the plan for a request.
   * Effect: on success calls `emit` exactly once and returns CODE_RUNNER_OK; otherwise does not call it, may fill in
   * `message`, and returns another status. Pure: the same request gives the same plan; no I/O, no state, no locale.
   * Ownership: borrows all; `emit` copies. Must not throw or unwind through the call.
   * [any-thread]
   */
  code_runner_status (*plan)(const code_runner_request* request, code_runner_emit emit, void* host_data,
                             code_runner_message* message);

  /*
   * Returns the extension of that name ("code_runner.x/1", zero-terminated), a constant struct that the extension's own
   * header defines, or NULL. Optional: the member may be NULL. [any-thread]
   */
  const void* (*get_extension)(const char* name);
} code_runner_plugin;

/* The one symbol that a plugin exports. */
CODE_RUNNER_EXPORT extern const code_runner_plugin code_runner_plugin_v1;

#ifdef __cplusplus
} /* extern "C" */
#endif

#endif /* CODE_RUNNER_PLUGIN_H */
