#include "docker/tar.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>

#include <memory>

namespace code_runner::docker {
namespace {

struct StoredFile {
  std::string path;
  std::string content;
  mode_t mode = 0;
  bool operator==(const StoredFile&) const = default;
};

std::ostream& operator<<(std::ostream& stream, const StoredFile& file) {
  return stream << file.path << " " << std::oct << file.mode << " " << file.content.size() << " bytes";
}

std::vector<StoredFile> Read(const std::string& tar) {
  const std::unique_ptr<archive, decltype(&archive_read_free)> reader(archive_read_new(), archive_read_free);
  archive_read_support_format_tar(reader.get());
  EXPECT_EQ(archive_read_open_memory(reader.get(), tar.data(), tar.size()), ARCHIVE_OK);
  std::vector<StoredFile> files;
  archive_entry* entry = nullptr;
  while (archive_read_next_header(reader.get(), &entry) == ARCHIVE_OK) {
    EXPECT_EQ(archive_entry_uid(entry), 0);
    EXPECT_EQ(archive_entry_gid(entry), 0);
    EXPECT_EQ(archive_entry_mtime(entry), 0);
    EXPECT_EQ(archive_entry_filetype(entry), static_cast<mode_t>(AE_IFREG));
    StoredFile file{archive_entry_pathname(entry), std::string(archive_entry_size(entry), '\0'),
                    archive_entry_perm(entry)};
    EXPECT_EQ(archive_read_data(reader.get(), file.content.data(), file.content.size()),
              static_cast<la_ssize_t>(file.content.size()));
    files.push_back(file);
  }
  return files;
}

TEST(MakeTar, HoldsWhatWasGiven) {
  const std::string binary = std::string("\0\xff\n", 3) + std::string(100'000, 'b');
  const std::string long_path = std::string(90, 'd') + "/" + std::string(120, 'e') + "/" + std::string(200, 'f');
  const Result<std::string> tar =
      MakeTar({{"Dockerfile", "FROM x\n"}, {"bin/agent", binary, true}, {"empty", ""}, {long_path, "deep"}});
  ASSERT_TRUE(tar.ok()) << tar.error().LogText();
  EXPECT_EQ(Read(*tar), (std::vector<StoredFile>{{"Dockerfile", "FROM x\n", 0644},
                                                 {"bin/agent", binary, 0755},
                                                 {"empty", "", 0644},
                                                 {long_path, "deep", 0644}}));
}

TEST(MakeTar, StoresNamesAsTheyAreInAnyLocale) {
  const std::string long_path = std::string(150, 'd') + "/gr\xc3\xbc\xc3\x9f";
  const Result<std::string> tar = MakeTar({{"gr\xc3\xbc\xc3\x9f.txt", "x"}, {long_path, "y"}});
  ASSERT_TRUE(tar.ok()) << tar.error().LogText();
  const std::vector<StoredFile> files = Read(*tar);
  ASSERT_EQ(files.size(), 2U);
  EXPECT_EQ(files[0].path, "gr\xc3\xbc\xc3\x9f.txt");
  EXPECT_EQ(files[1].path, long_path);
}

TEST(MakeTar, GivesTheSameBytesForTheSameEntries) {
  const std::vector<TarEntry> entries = {{"a", "1"}, {std::string(150, 'p') + "/b", "2", true}};
  EXPECT_EQ(*MakeTar(entries), *MakeTar(entries));
}

TEST(MakeTar, OfNothingIsAnEmptyArchive) {
  const Result<std::string> tar = MakeTar({});
  ASSERT_TRUE(tar.ok());
  EXPECT_TRUE(Read(*tar).empty());
}

TEST(MakeTar, RefusesAPathThatCannotBeStored) {
  for (const std::string& path : {std::string(), std::string("Dockerfile\0.txt", 15)}) {
    const Result<std::string> tar = MakeTar({{path, "content"}});
    ASSERT_FALSE(tar.ok());
    EXPECT_EQ(tar.error().code, ErrorCode::kInternal);
  }
}

}  // namespace
}  // namespace code_runner::docker
