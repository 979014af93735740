// What a program can ask of Code Runner: metadata beside its output, and the files of the flow it belongs to.

import { readFileSync, renameSync, writeFileSync } from "node:fs";

const METADATA_FILE = "/metadata/.quartermaster_metadata.json";
const TIMEOUT_MS = 30_000;

/** Sets the metadata that is returned with the result: anything that JSON can hold. The last call wins. */
export function setMetadata(data: unknown): void {
  const text = JSON.stringify(data);
  if (text === undefined) throw new TypeError("setMetadata: JSON cannot hold this value");
  const temporary = `${METADATA_FILE}.${process.pid}.${Math.random()}`;
  writeFileSync(temporary, text);
  renameSync(temporary, METADATA_FILE);
}

/** Returns the metadata that was set, or null. */
export function getMetadata(): unknown {
  try {
    return JSON.parse(readFileSync(METADATA_FILE, "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Resolves to the text of a file of the flow. */
export function loadFile(path: string): Promise<string> {
  return request("loadFile", path, { method: "GET" });
}

/** Writes a file of the flow. */
export async function saveFile(path: string, content: string): Promise<void> {
  await request("saveFile", path, {
    method: "PUT",
    headers: { "Content-Type": "application/octet-stream" },
    body: content,
  });
}

async function request(name: string, path: string, options: RequestInit): Promise<string> {
  const url = fileUrl(name, path);
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, { ...options, signal: AbortSignal.timeout(TIMEOUT_MS) });
    text = await response.text();
  } catch (error) {
    throw new Error(`${name}: ${path}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
  if (response.status === 404) throw new Error(`${name}: file not found: ${path}`);
  if (!response.ok) throw new Error(`${name}: ${path}: HTTP ${response.status} ${response.statusText}`);
  return text;
}

function fileUrl(name: string, path: string): string {
  const base = process.env.QM_WEBDAV_URL;
  if (!base) throw new Error(`${name}() works only within a flow: QM_WEBDAV_URL is not set`);
  const components = path.split("/").filter((component) => component !== "");
  if (components.length === 0 || components.includes(".") || components.includes("..")) {
    throw new Error(`${name}: not a path of a file: ${JSON.stringify(path)}`);
  }
  return `${base.replace(/\/+$/, "")}/${components.map(encodeURIComponent).join("/")}`;
}
