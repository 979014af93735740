#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "architecture/include_scanner.h"
#include "architecture/layer_table.h"

namespace code_runner::architecture {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::filesystem::path kRoot = CODE_RUNNER_SOURCE_DIR;

constexpr std::string_view kExample = R"(## Words
| `core/words` | `base` | not this table |
## Layers
| Folder | Includes | What it is |
|---|---|---|
| `core/base` | | errors |
| `core/docker` | `base` `libcurl` *(one file)* | a client |
| `core` | `base` `docker` | main |
## Tests
)";

std::vector<Layer> Layers() {
  std::ifstream document(kRoot / "ARCHITECTURE.md");
  return ParseLayerTable(std::string(std::istreambuf_iterator<char>(document), {}));
}

std::vector<Include> ScanProject() {
  std::vector<Include> includes = ScanFolder(kRoot, "core");
  std::ranges::move(ScanFolder(kRoot, "plugins"), std::back_inserter(includes));
  return includes;
}

bool MayUseSystem(const Layer& layer) {
  return layer.folder != "core/sdk" && layer.folder != "plugins";
}

bool IsAllowed(const Layer& layer, const std::string& owner) {
  return owner == layer.Name() || owner == "standard" || (owner == "system" && MayUseSystem(layer)) ||
         std::ranges::count(layer.names, owner) > 0;
}

// What is wrong with the includes, one line each.
std::vector<std::string> Violations(const std::vector<Layer>& layers, const std::vector<Include>& includes) {
  std::vector<std::string> violations;
  for (const Include& include : includes) {
    const Layer* layer = FindLayer(layers, include.file);
    if (layer != nullptr && IsAllowed(*layer, OwnerOf(include))) continue;
    violations.push_back(include.file.string() + ":" + std::to_string(include.line) + ": " + include.header);
  }
  return violations;
}

TEST(LayerTableTest, ReadsTheRowsOfItsSectionAlone) {
  const std::vector<Layer> layers = ParseLayerTable(kExample);
  ASSERT_THAT(layers, SizeIs(3));
  EXPECT_EQ(layers[0].folder, "core/base");
  EXPECT_THAT(layers[0].names, IsEmpty());
  EXPECT_EQ(layers[1].Name(), "docker");
  EXPECT_THAT(layers[1].names, ElementsAre("base", "libcurl"));
  EXPECT_THAT(layers[1].one_file, ElementsAre("libcurl"));
}

TEST(LayerTableTest, FindsTheNearestRow) {
  const std::vector<Layer> layers = ParseLayerTable(kExample);
  EXPECT_EQ(FindLayer(layers, "core/docker/deep/tar.h"), &layers[1]);
  EXPECT_EQ(FindLayer(layers, "core/main.cpp"), &layers[2]);
  EXPECT_EQ(FindLayer(layers, "core/unheard_of/a.h"), nullptr);
}

TEST(IncludeScannerTest, FindsIncludesAndLeavesCommentsAlone) {
  const std::vector<Include> includes =
      ScanText("a.cpp", "#include <map>\n// #include \"b.h\"\n  # include \"c/d.h\" // d\n");
  ASSERT_THAT(includes, SizeIs(2));
  EXPECT_EQ(includes[0].header, "map");
  EXPECT_FALSE(includes[0].quoted);
  EXPECT_EQ(includes[1].header, "c/d.h");
  EXPECT_TRUE(includes[1].quoted);
  EXPECT_EQ(includes[1].line, 3);
}

TEST(IncludeScannerTest, KnowsWhoseAHeaderIs) {
  const auto quoted = [](std::string header) { return OwnerOf({"a.cpp", 1, std::move(header), true}); };
  EXPECT_EQ(quoted("base/error.h"), "base");
  EXPECT_EQ(quoted("agent/program/cell.h"), "program");
  EXPECT_EQ(quoted("code_runner_context.h"), "context");
  EXPECT_EQ(quoted("config.h"), "core");
  EXPECT_EQ(quoted("../base/error.h"), "");
  const auto bracketed = [](std::string header) { return OwnerOf({"a.cpp", 1, std::move(header), false}); };
  EXPECT_EQ(bracketed("Poco/Dynamic/Var.h"), "Poco Foundation");
  EXPECT_EQ(bracketed("Poco/Exception.h"), "Poco Foundation");
  EXPECT_EQ(bracketed("Poco/Crypto/Cipher.h"), "");
  EXPECT_EQ(bracketed("string_view"), "standard");
  EXPECT_EQ(bracketed("stdint.h"), "standard");
  EXPECT_EQ(bracketed("sys/wait.h"), "system");
  EXPECT_EQ(bracketed("sqlite3.h"), "");
  EXPECT_EQ(bracketed("openssl/evp.h"), "");
}

TEST(ViolationsTest, AreReportedWithTheirPlace) {
  const std::vector<Layer> layers = ParseLayerTable(kExample);
  EXPECT_THAT(Violations(layers, {{"core/docker/a.h", 7, "base/b.h", true}, {"core/docker/a.h", 8, "unistd.h", false}}),
              IsEmpty());
  EXPECT_THAT(Violations(layers, {{"core/base/a.h", 7, "docker/b.h", true}}),
              ElementsAre("core/base/a.h:7: docker/b.h"));
  EXPECT_THAT(Violations(layers, {{"core/new/a.h", 1, "map", false}}), ElementsAre("core/new/a.h:1: map"));
}

TEST(ArchitectureTest, EveryRowHasItsFolder) {
  ASSERT_THAT(Layers(), Contains(Field(&Layer::folder, "core/base")));
  for (const Layer& layer : Layers()) EXPECT_TRUE(std::filesystem::is_directory(kRoot / layer.folder)) << layer.folder;
}

TEST(ArchitectureTest, RowsNameOnlyLayersAboveThem) {
  std::set<std::string> all;
  for (const Layer& layer : Layers()) all.insert(layer.Name());
  std::set<std::string> above;
  for (const Layer& layer : Layers()) {
    for (const std::string& name : layer.names) {
      EXPECT_TRUE(above.contains(name) || !all.contains(name)) << layer.folder << " names " << name;
    }
    above.insert(layer.Name());
  }
}

TEST(ArchitectureTest, EveryIncludeIsAllowed) {
  const std::vector<Include> includes = ScanProject();
  ASSERT_THAT(includes, Contains(Field(&Include::header, "base/error.h")));
  EXPECT_THAT(Violations(Layers(), includes), IsEmpty());
}

TEST(ArchitectureTest, SomeLibrariesAreIncludedByOneFile) {
  std::map<std::string, std::set<std::filesystem::path>> users;
  for (const Include& include : ScanProject()) users[OwnerOf(include)].insert(include.file);
  std::set<std::string> marked;
  for (const Layer& layer : Layers()) marked.insert(layer.one_file.begin(), layer.one_file.end());
  EXPECT_THAT(marked, ElementsAre("Boost.DLL", "libcurl"));
  for (const std::string& library : marked) EXPECT_THAT(users[library], SizeIs(1)) << library;
}

}  // namespace
}  // namespace code_runner::architecture
