// The one place that includes RapidJSON: an assertion of it is a bug of ours and ends the program, in release builds too.
#pragma once

#include "base/assert.hpp"

#define RAPIDJSON_ASSERT(condition) PROFFER_ASSERT(condition, "RapidJSON misused")

#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/prettywriter.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <memory>
#include <string_view>

#include "base/result.hpp"

namespace proffer::json {

/// The parsed document, under the limits of Value::parse.
[[nodiscard]] Result<std::shared_ptr<const rapidjson::Document>> parse_document(std::string_view text);

}  // namespace proffer::json
