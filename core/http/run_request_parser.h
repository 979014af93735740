// The body of POST /run.
#pragma once

#include <string>

#include "base/result.h"
#include "model/execution_request.h"

namespace code_runner::http {

// The fields, each of the type it has to have; what they hold is not looked at. Types are strict: "5" and true are no
// integers, 5.0 is one; integers beyond 64 bits become the nearest that fits. Null is the same as missing where the
// field has a default. Unknown fields are ignored. kInvalidRequest with all violations: `json_invalid` for a body that
// is no JSON object (see ParseJson), otherwise `missing`, `string_type`, `int_type`, `bool_type`, `dict_type`,
// `list_type`, or `value_error` for a file's encoding.
Result<RequestFields> ParseRunRequest(const std::string& body);

}  // namespace code_runner::http
