// JSON from the engine, with every type checked: what is of another type than asked for throws a Poco::Exception that
// names the key, and `Decode` turns that into an Error.
#pragma once

#include <Poco/Exception.h>
#include <Poco/JSON/Array.h>
#include <Poco/JSON/Object.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/result.h"
#include "docker/engine_error.h"

namespace code_runner::docker {

using JsonObject = Poco::JSON::Object;
using JsonArray = Poco::JSON::Array;

// The result of `read()`, or kDockerError when it throws a Poco::Exception.
template <class Read>
Result<std::invoke_result_t<Read>> Decode(const Read& read) {
  try {
    return read();
  } catch (const Poco::Exception& error) {
    return BadAnswer("JSON: " + error.displayText());
  }
}

// Nesting is bounded. Never null.
JsonObject::Ptr ParseObject(std::string_view text);
JsonArray::Ptr ParseArray(std::string_view text);

// A member that must be there.
std::string StringAt(const JsonObject& object, const std::string& key);
std::int64_t IntegerAt(const JsonObject& object, const std::string& key);

// A member that may be missing or null: then empty.
std::string StringOrEmpty(const JsonObject& object, const std::string& key);
JsonObject::Ptr ObjectOrEmpty(const JsonObject& object, const std::string& key);
std::vector<JsonObject::Ptr> ObjectsOrEmpty(const JsonObject& object, const std::string& key);
std::vector<std::string> StringsOrEmpty(const JsonObject& object, const std::string& key);
std::map<std::string, std::string> StringMapOrEmpty(const JsonObject& object, const std::string& key);

// The elements, which must be objects.
std::vector<JsonObject::Ptr> Objects(const JsonArray& array);

// For what we send.
JsonObject::Ptr ToJsonObject(const std::map<std::string, std::string>& strings);
JsonArray::Ptr ToJsonArray(const std::vector<std::string>& strings);
std::string ToText(const JsonObject& object);

}  // namespace code_runner::docker
