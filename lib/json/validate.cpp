// Holds a document to a JSON schema.
#include <fmt/format.h>

#include "json/json.hpp"
#include "json/rapidjson.hpp"

#include <rapidjson/schema.h>

namespace proffer::json {
namespace {

std::string text_of(const rapidjson::Pointer& pointer) {
    rapidjson::StringBuffer buffer;
    pointer.StringifyUriFragment(buffer);
    return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace

Result<void> validate(std::string_view document_text, std::string_view schema_text) {
    PROFFER_TRY(const auto document, parse_document(document_text));
    PROFFER_TRY(const auto schema_source, parse_document(schema_text));
    const rapidjson::SchemaDocument schema(*schema_source);
    rapidjson::SchemaValidator validator(schema);
    if (document->Accept(validator)) return {};
    return Error{
        ErrorCode::protocol,
        fmt::format("'{}' at {} breaks '{}' at {}", validator.GetInvalidSchemaKeyword(), text_of(validator.GetInvalidDocumentPointer()),
                    validator.GetInvalidSchemaKeyword(), text_of(validator.GetInvalidSchemaPointer())),
        "",
        {}};
}

}  // namespace proffer::json
