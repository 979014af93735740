// The images' `mcp-client`, driven as a caller of the service does.
#include <string>

#include "service/programs.h"
#include "service/shared_service.h"

namespace code_runner::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

struct Server {
  std::string runtime;
  std::string file;
  std::string command;
};

const Server kServers[] = {{"python", "mcp_server.py", "python mcp_server.py"},
                           {"node", "mcp_server.js", "node mcp_server.js"}};

class McpClientTest : public SharedServiceTest, public ::testing::WithParamInterface<Server> {
 protected:
  void SetUp() override {
    SharedServiceTest::SetUp();
    if (IsSkipped()) return;
    ASSERT_TRUE(TheService().WaitUntilReady(GetParam().runtime)) << TheService().LogText();
  }

  static RunRequest Operation(const std::string& operation) {
    const auto& [runtime, file, command] = GetParam();
    RunRequest request{.image = runtime, .entrypoint = "mcp-client"};
    request.files = {{file, ReadFile(std::filesystem::path(SDK_PROGRAMS_DIR) / runtime / file)}};
    request.environment = {{"MCP_COMMAND", command}, {"MCP_OPERATION", operation}};
    return request;
  }
  static RunRequest ToolCall(const std::string& tool) {
    RunRequest request = Operation("call_tool");
    request.environment["MCP_TOOL_NAME"] = tool;
    return request;
  }
};

INSTANTIATE_TEST_SUITE_P(, McpClientTest, ::testing::ValuesIn(kServers),
                         [](const auto& server) { return server.param.runtime; });

std::string Output(const RunAnswer& answer) {
  EXPECT_THAT(answer, AllOf(Exits(0), Prints(HasSubstr("{"))));
  return answer.exit_code == 0 ? NormalJson(answer.out) : "";
}

std::string TextResult(const std::string& text, const std::string& more = "") {
  return NormalJson(R"({"content": [{"type": "text", "text": )" + text + "}]" + more + "}");
}

TEST_P(McpClientTest, ListsTheToolsOfAllPages) {
  const auto tool = [](const std::string& name) {
    return R"({"name": ")" + name + R"(", "inputSchema": {"type": "object"}})";
  };
  EXPECT_EQ(Output(Run(Operation("list_tools"))),
            NormalJson("{\"tools\": [" + tool("echo") + "," + tool("environment") + "," + tool("fail") + "," +
                       tool("refuse") + "," + tool("die") + "]}"));
}

TEST_P(McpClientTest, CallsATool) {
  RunRequest request = ToolCall("echo");
  request.environment["MCP_TOOL_ARGUMENTS"] = R"({"word":"grüß"})";
  const std::string output = Output(Run(request));
  EXPECT_THAT(output, AllOf(HasSubstr("word"), HasSubstr("gr")));
  EXPECT_THAT(output, ::testing::Not(HasSubstr("isError")));
}

TEST_P(McpClientTest, GivesTheServerItsEnvironmentOnly) {
  RunRequest request = ToolCall("environment");
  request.environment["MCP_ENV_GREETING"] = "hello";
  EXPECT_EQ(Output(Run(request)), TextResult("\"hello\""));
}

TEST_P(McpClientTest, ReturnsWhatAFailingToolSays) {
  EXPECT_EQ(Output(Run(ToolCall("fail"))), TextResult("\"the tool failed\"", R"(, "isError": true)"));
}

TEST_P(McpClientTest, FailsWhenTheServerRefuses) {
  EXPECT_THAT(Run(ToolCall("refuse")), AllOf(Exits(1), Prints(""), Complains(HasSubstr("refused"))));
}

TEST_P(McpClientTest, FailsWhenTheServerDies) {
  EXPECT_THAT(Run(ToolCall("die")), AllOf(Exits(1), Prints(""), Complains(HasSubstr("mcp-client:"))));
}

TEST_P(McpClientTest, FailsWithoutACommand) {
  RunRequest request = Operation("list_tools");
  request.environment.erase("MCP_COMMAND");
  EXPECT_THAT(Run(request), AllOf(Exits(1), Prints(""), Complains(HasSubstr("MCP_COMMAND"))));
}

}  // namespace
}  // namespace code_runner::testing
