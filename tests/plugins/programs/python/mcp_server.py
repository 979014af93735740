# A server of the Model Context Protocol for tests of `mcp-client`. It is as awkward as the protocol allows: it prints
# what is not JSON, sends notifications and requests of its own, and lists its tools on two pages.
import json
import os
import sys

TOOLS = [{"name": name, "inputSchema": {"type": "object"}} for name in ("echo", "environment", "fail", "refuse", "die")]


def send(**message):
    print(json.dumps({"jsonrpc": "2.0", **message}), flush=True)


def ask(method):
    """Sends a request to the client and returns its answer."""
    send(id="from-server", method=method)
    return json.loads(sys.stdin.readline())


def text_result(text, **more):
    return {"content": [{"type": "text", "text": text}], **more}


def call(name, arguments):
    if name == "echo":
        return text_result(json.dumps(arguments, sort_keys=True))
    if name == "environment":
        shown = sorted(key for key in os.environ if key.startswith("MCP_"))
        return text_result(" ".join([os.environ.get("GREETING", "unset"), *shown]))
    if name == "fail":
        return text_result("the tool failed", isError=True)
    if name == "die":
        sys.exit(3)
    return None


def answer(method, params):
    if method == "initialize":
        assert ask("ping")["result"] == {}
        assert ask("roots/list")["error"]["code"] == -32601
        return {"protocolVersion": "2025-03-26", "capabilities": {"tools": {}}, "serverInfo": {"name": "t", "version": "0"}}
    if method == "tools/list":
        return {"tools": TOOLS[2:]} if params.get("cursor") == "2" else {"tools": TOOLS[:2], "nextCursor": "2"}
    return call(params["name"], params["arguments"])


print("a server that talks", flush=True)
send(method="notifications/message", params={"level": "info", "data": "starting"})
for line in sys.stdin:
    request = json.loads(line)
    if "id" not in request:
        continue
    result = answer(request["method"], request["params"])
    if result is None:
        send(id=request["id"], error={"code": -32602, "message": "refused"})
    else:
        send(id=request["id"], result=result)
