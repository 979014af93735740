#include "docker/json.h"

#include <Poco/JSON/Parser.h>

#include <sstream>
#include <typeinfo>

namespace code_runner::docker {
namespace {

using Poco::Dynamic::Var;

constexpr std::size_t kDepthMax = 64;

Var Parse(std::string_view text) {
  Poco::JSON::Parser parser;
  parser.setDepth(kDepthMax);
  return parser.parse(std::string(text));
}

template <class T>
const T& As(const Var& value, const std::string& key) {
  if (value.type() != typeid(T)) throw Poco::DataFormatException("unexpected type", key);
  return value.extract<T>();
}

bool IsAbsent(const JsonObject& object, const std::string& key) {
  return !object.has(key) || object.isNull(key);
}

}  // namespace

JsonObject::Ptr ParseObject(std::string_view text) {
  return As<JsonObject::Ptr>(Parse(text), "(top)");
}
JsonArray::Ptr ParseArray(std::string_view text) {
  return As<JsonArray::Ptr>(Parse(text), "(top)");
}

std::string StringAt(const JsonObject& object, const std::string& key) {
  return As<std::string>(object.get(key), key);
}

std::int64_t IntegerAt(const JsonObject& object, const std::string& key) {
  const Var value = object.get(key);
  if (!value.isInteger() || value.isBoolean()) throw Poco::DataFormatException("unexpected type", key);
  return value.convert<Poco::Int64>();
}

std::string StringOrEmpty(const JsonObject& object, const std::string& key) {
  return IsAbsent(object, key) ? std::string() : StringAt(object, key);
}

JsonObject::Ptr ObjectOrEmpty(const JsonObject& object, const std::string& key) {
  return IsAbsent(object, key) ? JsonObject::Ptr(new JsonObject) : As<JsonObject::Ptr>(object.get(key), key);
}

std::vector<JsonObject::Ptr> ObjectsOrEmpty(const JsonObject& object, const std::string& key) {
  if (IsAbsent(object, key)) return {};
  return Objects(*As<JsonArray::Ptr>(object.get(key), key));
}

std::vector<std::string> StringsOrEmpty(const JsonObject& object, const std::string& key) {
  std::vector<std::string> strings;
  if (IsAbsent(object, key)) return strings;
  const JsonArray::Ptr array = As<JsonArray::Ptr>(object.get(key), key);
  for (const Var& element : *array) strings.push_back(As<std::string>(element, key));
  return strings;
}

std::map<std::string, std::string> StringMapOrEmpty(const JsonObject& object, const std::string& key) {
  const JsonObject::Ptr members = ObjectOrEmpty(object, key);
  std::map<std::string, std::string> strings;
  for (const auto& [name, value] : *members) strings.emplace(name, As<std::string>(value, key));
  return strings;
}

std::vector<JsonObject::Ptr> Objects(const JsonArray& array) {
  std::vector<JsonObject::Ptr> objects;
  for (const Var& element : array) objects.push_back(As<JsonObject::Ptr>(element, "(element)"));
  return objects;
}

JsonObject::Ptr ToJsonObject(const std::map<std::string, std::string>& strings) {
  JsonObject::Ptr object(new JsonObject);
  for (const auto& [name, value] : strings) object->set(name, value);
  return object;
}

JsonArray::Ptr ToJsonArray(const std::vector<std::string>& strings) {
  JsonArray::Ptr array(new JsonArray);
  for (const std::string& string : strings) array->add(string);
  return array;
}

std::string ToText(const JsonObject& object) {
  std::ostringstream text;
  object.stringify(text);
  return text.str();
}

}  // namespace code_runner::docker
