#include "plugin/descriptor_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <string>

#include "core/plugin/test_plugin.h"

namespace code_runner::plugin {
namespace {

using ::testing::StartsWith;
using Bend = std::function<void(code_runner_plugin&)>;

constexpr code_runner_string kTooLong = {"x", SIZE_MAX};
constexpr code_runner_string kNotThere = {nullptr, 1};
constexpr code_runner_string kWithNul = {"a\0b", 3};

// Longer than any bound but those of the build context.
const std::string& Long() {
  static const std::string text(100'000, 'a');
  return text;
}

code_runner_string LongText(std::size_t size) {
  return {Long().data(), size};
}

struct Row {
  const char* name;
  const char* complaint;  // its beginning: the member
  Bend bend;
};

class BadDescriptorTest : public ::testing::TestWithParam<Row> {};

TEST_P(BadDescriptorTest, IsRefusedByTheNameOfTheMember) {
  code_runner_plugin plugin = GoodPlugin();
  GetParam().bend(plugin);
  const Result<code_runner_plugin> checked = CheckDescriptor(plugin);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code, ErrorCode::kPluginFault);
  EXPECT_THAT(checked.error().message, StartsWith(std::string(GetParam().complaint) + ": "));
}

std::string RowName(const ::testing::TestParamInfo<Row>& row) {
  return row.param.name;
}

INSTANTIATE_TEST_SUITE_P(Sizes, BadDescriptorTest,
                         ::testing::Values(Row{"zero", "struct_size", [](auto& p) { p.struct_size = 0; }},
                                           Row{"small", "struct_size",
                                               [](auto& p) { p.struct_size = offsetof(code_runner_plugin, plan) + 7; }},
                                           Row{"absurd", "struct_size", [](auto& p) { p.struct_size = UINT32_MAX; }},
                                           Row{"no_plan", "plan", [](auto& p) { p.plan = nullptr; }}),
                         RowName);

INSTANTIATE_TEST_SUITE_P(Ids, BadDescriptorTest,
                         ::testing::Values(Row{"empty", "id", [](auto& p) { p.id = {}; }},
                                           Row{"absent", "id", [](auto& p) { p.id = kNotThere; }},
                                           Row{"huge", "id", [](auto& p) { p.id = kTooLong; }},
                                           Row{"long", "id", [](auto& p) { p.id = LongText(65); }},
                                           Row{"nul", "id", [](auto& p) { p.id = kWithNul; }},
                                           Row{"upper", "id", [](auto& p) { p.id = Text("Py"); }},
                                           Row{"blank", "id", [](auto& p) { p.id = Text("a b"); }},
                                           Row{"slash", "id", [](auto& p) { p.id = Text("a/b"); }},
                                           Row{"colon", "id", [](auto& p) { p.id = Text("a:b"); }},
                                           Row{"begin", "id", [](auto& p) { p.id = Text("-a"); }},
                                           Row{"end", "id", [](auto& p) { p.id = Text("a."); }},
                                           Row{"twice", "id", [](auto& p) { p.id = Text("a..b"); }},
                                           Row{"ours", "id", [](auto& p) { p.id = Text("code-runner-a"); }},
                                           Row{"prebuilt", "id", [](auto& p) { p.id = Text("prebuilt-a"); }}),
                         RowName);

INSTANTIATE_TEST_SUITE_P(Aliases, BadDescriptorTest,
                         ::testing::Values(Row{"absent", "aliases",
                                               [](auto& p) {
                                                 p.aliases = {nullptr, 1};
                                               }},
                                           Row{"many", "aliases", [](auto& p) { p.aliases.size = 17; }},
                                           Row{"bad", "aliases",
                                               [](auto& p) {
                                                 static constexpr code_runner_string kBad[] = {Text("good"), Text("B")};
                                                 p.aliases = {kBad, 2};
                                               }},
                                           Row{"not_there", "aliases",
                                               [](auto& p) {
                                                 static constexpr code_runner_string kBad[] = {kNotThere};
                                                 p.aliases = {kBad, 1};
                                               }}),
                         RowName);

INSTANTIATE_TEST_SUITE_P(
    Texts, BadDescriptorTest,
    ::testing::Values(Row{"name_empty", "name", [](auto& p) { p.name = {}; }},
                      Row{"name_long", "name", [](auto& p) { p.name = LongText(65); }},
                      Row{"name_nul", "name", [](auto& p) { p.name = kWithNul; }},
                      Row{"description_long", "description", [](auto& p) { p.description = LongText(1025); }},
                      Row{"description_absent", "description", [](auto& p) { p.description = kNotThere; }},
                      Row{"version_empty", "version", [](auto& p) { p.version = {}; }},
                      Row{"version_long", "version", [](auto& p) { p.version = LongText(65); }},
                      Row{"extension_empty", "file_extension", [](auto& p) { p.file_extension = {}; }},
                      Row{"extension_long", "file_extension", [](auto& p) { p.file_extension = LongText(17); }},
                      Row{"entrypoint_empty", "default_entrypoint", [](auto& p) { p.default_entrypoint = {}; }},
                      Row{"entrypoint_long", "default_entrypoint",
                          [](auto& p) { p.default_entrypoint = LongText(1025); }},
                      Row{"hello_code_empty", "hello_code", [](auto& p) { p.hello_code = {}; }},
                      Row{"hello_code_long", "hello_code", [](auto& p) { p.hello_code = LongText(64 * 1024 + 1); }},
                      Row{"hello_stdout_empty", "hello_stdout", [](auto& p) { p.hello_stdout = {}; }},
                      Row{"hello_stdout_long", "hello_stdout", [](auto& p) { p.hello_stdout = LongText(4097); }}),
    RowName);

INSTANTIATE_TEST_SUITE_P(
    Paths, BadDescriptorTest,
    ::testing::Values(Row{"main_empty", "main_file", [](auto& p) { p.main_file = {}; }},
                      Row{"main_absolute", "main_file", [](auto& p) { p.main_file = Text("/main"); }},
                      Row{"main_escapes", "main_file", [](auto& p) { p.main_file = Text("a/../../b"); }},
                      Row{"main_long", "main_file", [](auto& p) { p.main_file = LongText(1025); }},
                      Row{"work_empty", "work_dir", [](auto& p) { p.work_dir = {}; }},
                      Row{"work_root", "work_dir", [](auto& p) { p.work_dir = Text("/"); }},
                      Row{"work_relative", "work_dir", [](auto& p) { p.work_dir = Text("tmp"); }},
                      Row{"work_dots", "work_dir", [](auto& p) { p.work_dir = Text("/a/../etc"); }},
                      Row{"work_proc", "work_dir", [](auto& p) { p.work_dir = Text("/proc"); }},
                      Row{"work_below_usr", "work_dir", [](auto& p) { p.work_dir = Text("/usr/local"); }},
                      Row{"work_metadata", "work_dir", [](auto& p) { p.work_dir = Text("/metadata"); }},
                      Row{"work_options", "work_dir", [](auto& p) { p.work_dir = Text("/a,uid=0"); }},
                      Row{"work_shell", "work_dir", [](auto& p) { p.work_dir = Text("/a;id"); }},
                      Row{"work_line", "work_dir", [](auto& p) { p.work_dir = Text("/a\nRUN id"); }},
                      Row{"skeleton_relative", "skeleton_dir", [](auto& p) { p.skeleton_dir = Text("skeleton"); }},
                      Row{"skeleton_hidden", "skeleton_dir",
                          [](auto& p) { p.skeleton_dir = Text("/sources/skeleton"); }},
                      Row{"skeleton_is_work", "skeleton_dir", [](auto& p) { p.skeleton_dir = p.work_dir; }}),
    RowName);

template <std::size_t N>
void SetContext(code_runner_plugin& plugin, const code_runner_file (&files)[N]) {
  plugin.build_context = {files, N};
  plugin.completions_file = {};
}

INSTANTIATE_TEST_SUITE_P(
    BuildContexts, BadDescriptorTest,
    ::testing::Values(
        Row{"empty", "build_context", [](auto& p) { p.build_context = {}; }},
        Row{"absent", "build_context",
            [](auto& p) {
              p.build_context = {nullptr, 3};
            }},
        Row{"many", "build_context", [](auto& p) { p.build_context.size = 1025; }},
        Row{"no_dockerfile", "build_context",
            [](auto& p) {
              static constexpr code_runner_file kFiles[] = {{Text("a/Dockerfile"), Text("x"), 0}};
              SetContext(p, kFiles);
            }},
        Row{"path", "build_context",
            [](auto& p) {
              static constexpr code_runner_file kFiles[] = {{Text("Dockerfile"), {}, 0}, {Text("../x"), {}, 0}};
              SetContext(p, kFiles);
            }},
        Row{"content_absent", "build_context",
            [](auto& p) {
              static constexpr code_runner_file kFiles[] = {{Text("Dockerfile"), kNotThere, 0}};
              SetContext(p, kFiles);
            }},
        Row{"content_huge", "build_context",
            [](auto& p) {
              static constexpr code_runner_file kFiles[] = {{Text("Dockerfile"), kTooLong, 0}};
              SetContext(p, kFiles);
            }},
        Row{"content_huge_together", "build_context",
            [](auto& p) {
              // No content is read where sizes alone tell.
              static constexpr code_runner_string kHalf = {"x", (32 << 20) + 1};
              static constexpr code_runner_file kFiles[] = {{Text("Dockerfile"), kHalf, 0}, {Text("b"), kHalf, 0}};
              SetContext(p, kFiles);
            }},
        Row{"completions", "completions_file", [](auto& p) { p.completions_file = Text("other.json"); }}),
    RowName);

template <std::size_t N>
void SetEnvironment(code_runner_plugin& plugin, const code_runner_variable (&variables)[N]) {
  plugin.environment = {variables, N};
}

INSTANTIATE_TEST_SUITE_P(
    Processes, BadDescriptorTest,
    ::testing::Values(Row{"environment_absent", "environment",
                          [](auto& p) {
                            p.environment = {nullptr, 1};
                          }},
                      Row{"environment_many", "environment", [](auto& p) { p.environment.size = 257; }},
                      Row{"no_name", "environment",
                          [](auto& p) {
                            static constexpr code_runner_variable kBad[] = {{{}, Text("x")}};
                            SetEnvironment(p, kBad);
                          }},
                      Row{"equals", "environment",
                          [](auto& p) {
                            static constexpr code_runner_variable kBad[] = {{Text("A=B"), Text("x")}};
                            SetEnvironment(p, kBad);
                          }},
                      Row{"value_nul", "environment",
                          [](auto& p) {
                            static constexpr code_runner_variable kBad[] = {{Text("A"), kWithNul}};
                            SetEnvironment(p, kBad);
                          }},
                      Row{"value_long", "environment",
                          [](auto& p) {
                            static const code_runner_variable kBad[] = {{Text("A"), LongText(32 * 1024)}};
                            SetEnvironment(p, kBad);
                          }},
                      Row{"prestart_absent", "prestart",
                          [](auto& p) {
                            p.prestart = {nullptr, 1};
                          }},
                      Row{"prestart_many", "prestart", [](auto& p) { p.prestart.size = 65; }},
                      Row{"prestart_empty", "prestart",
                          [](auto& p) {
                            static constexpr code_runner_string kBad[] = {{}};
                            p.prestart = {kBad, 1};
                          }},
                      Row{"prestart_nul", "prestart",
                          [](auto& p) {
                            static constexpr code_runner_string kBad[] = {Text("x"), kWithNul};
                            p.prestart = {kBad, 2};
                          }}),
    RowName);

TEST(DescriptorCheckTest, TakesAGoodOne) {
  const code_runner_plugin plugin = GoodPlugin();
  const Result<code_runner_plugin> checked = CheckDescriptor(plugin);
  ASSERT_TRUE(checked) << checked.error().message;
  EXPECT_EQ(std::memcmp(&*checked, &plugin, sizeof(plugin)), 0);
}

TEST(DescriptorCheckTest, TakesTextsAsLongAsTheBounds) {
  code_runner_plugin plugin = GoodPlugin();
  plugin.id = LongText(64);
  plugin.name = LongText(64);
  plugin.description = LongText(1024);
  plugin.version = LongText(64);
  plugin.file_extension = LongText(16);
  plugin.main_file = LongText(1024);
  plugin.default_entrypoint = LongText(1024);
  plugin.hello_code = LongText(64 * 1024);
  plugin.hello_stdout = LongText(4096);
  const Result<code_runner_plugin> checked = CheckDescriptor(plugin);
  EXPECT_TRUE(checked) << checked.error().message;
}

TEST(DescriptorCheckTest, OptionalMembersMayBeMissing) {
  code_runner_plugin plugin = GoodPlugin();
  plugin.aliases = {};
  plugin.description = {};
  plugin.completions_file = {};
  plugin.skeleton_dir = {};
  plugin.environment = {};
  plugin.default_limits = {};
  plugin.prestart = {};
  plugin.get_extension = nullptr;
  const Result<code_runner_plugin> checked = CheckDescriptor(plugin);
  EXPECT_TRUE(checked) << checked.error().message;
}

TEST(DescriptorCheckTest, MembersBeyondTheSizeOfAnOlderPluginAreZero) {
  code_runner_plugin plugin = GoodPlugin();
  plugin.struct_size = offsetof(code_runner_plugin, get_extension);
  const Result<code_runner_plugin> checked = CheckDescriptor(plugin);
  ASSERT_TRUE(checked) << checked.error().message;
  EXPECT_NE(checked->plan, nullptr);
  EXPECT_EQ(checked->get_extension, nullptr);
}

TEST(DescriptorCheckTest, MembersThatANewerPluginAppendsAreLeftOut) {
  struct {
    code_runner_plugin known = GoodPlugin();
    const char* appended = "news";
  } newer;
  newer.known.struct_size = sizeof(newer);
  const Result<code_runner_plugin> checked = CheckDescriptor(newer.known);
  ASSERT_TRUE(checked) << checked.error().message;
  EXPECT_EQ(checked->get_extension, newer.known.get_extension);
}

}  // namespace
}  // namespace code_runner::plugin
