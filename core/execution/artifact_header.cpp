#include "execution/artifact_header.h"

#include "agent/wire.h"

namespace code_runner::execution {
namespace {

constexpr std::string_view kFormat = "code-runner artifact 1";

}  // namespace

std::string ArtifactHeader::Encode() const {
  agent::WireWriter writer;
  writer.String(kFormat);
  writer.U64(artifact_bytes);
  writer.U64(out_bytes);
  writer.U64(err_bytes);
  writer.Bool(executable);
  writer.String(digest);
  return writer.Take();
}

std::optional<ArtifactHeader> ArtifactHeader::Decode(std::string_view bytes) {
  agent::WireReader reader(bytes);
  if (reader.String() != kFormat) return std::nullopt;
  ArtifactHeader header;
  header.artifact_bytes = reader.U64();
  header.out_bytes = reader.U64();
  header.err_bytes = reader.U64();
  header.executable = reader.Bool();
  header.digest = reader.String();
  if (!reader.Finished() || header.digest.size() != kDigestBytes) return std::nullopt;
  return header;
}

}  // namespace code_runner::execution
