// Turns JSON text into a RapidJSON document, with limits that hostile text cannot get round.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

#include "base/text.hpp"
#include "json/rapidjson.hpp"

namespace proffer::json {
namespace {

// Numbers are taken as text and read by std::from_chars, which is exact: RapidJSON 1.1.0 reads beyond its table of powers
// for "0.", 100,000 zeros and "1" under kParseFullPrecisionFlag, and is inexact without.
constexpr unsigned k_parse_flags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;
constexpr int k_max_depth = 64;
/// RapidJSON counts in 32 bits.
constexpr std::size_t k_max_bytes = std::numeric_limits<rapidjson::SizeType>::max() / 2;

using rapidjson::SizeType;

/// Passes everything on to the document, reads the numbers, and stops the parser below the depth limit.
class Guard {
 public:
    explicit Guard(rapidjson::Document& document) : document_(document) {}

    bool Null() { return document_.Null(); }
    bool Bool(bool flag) { return document_.Bool(flag); }
    bool Int(int number) { return document_.Int(number); }
    bool Uint(unsigned number) { return document_.Uint(number); }
    bool Int64(std::int64_t number) { return document_.Int64(number); }
    bool Uint64(std::uint64_t number) { return document_.Uint64(number); }
    bool Double(double number) { return document_.Double(number); }
    bool RawNumber(const char* text, SizeType length, bool) { return number({text, length}); }
    bool String(const char* text, SizeType length, bool copy) { return check({text, length}) && document_.String(text, length, copy); }
    bool Key(const char* text, SizeType length, bool copy) { return check({text, length}) && document_.Key(text, length, copy); }
    bool StartObject() { return enter() && document_.StartObject(); }
    bool StartArray() { return enter() && document_.StartArray(); }
    bool EndObject(SizeType members) {
        --depth_;
        return document_.EndObject(members);
    }
    bool EndArray(SizeType elements) {
        --depth_;
        return document_.EndArray(elements);
    }

    /// Why the guard stopped the parser.
    [[nodiscard]] const std::string& problem() const { return problem_; }

 private:
    bool enter() {
        if (++depth_ > k_max_depth) problem_ = fmt::format("nested deeper than {} levels", k_max_depth);
        return problem_.empty();
    }
    // RapidJSON's own validation lets the escape of a lone low surrogate pass.
    bool check(std::string_view text) {
        if (!base::is_valid_utf8(text)) problem_ = "a string is not valid UTF-8";
        return problem_.empty();
    }

    bool number(std::string_view text) {
        if (text.find_first_of(".eE") == std::string_view::npos) {
            if (const auto whole = read<std::int64_t>(text)) return document_.Int64(*whole);
            if (const auto whole = read<std::uint64_t>(text)) return document_.Uint64(*whole);
        }
        // The parser has refused what is too big, so what has no double is too small.
        return document_.Double(read<double>(text).value_or(0.0));
    }
    template <typename Number>
    static std::optional<Number> read(std::string_view text) {
        Number number{};
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error != std::errc() || end != text.data() + text.size()) return {};
        return number;
    }

    rapidjson::Document& document_;
    std::string problem_;
    int depth_ = 0;
};

Error protocol_error(std::string message) {
    return Error{ErrorCode::protocol, std::move(message), "", {}};
}

Error parse_error(std::string_view text, const rapidjson::ParseResult& result, const Guard& guard) {
    const std::size_t offset = std::min(result.Offset(), text.size());
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
    const bool stopped = result.Code() == rapidjson::kParseErrorTermination;
    std::string reason = stopped ? guard.problem() : rapidjson::GetParseError_En(result.Code());
    if (reason.ends_with('.')) reason.pop_back();
    return protocol_error(fmt::format("invalid JSON at line {}, byte {}: {}", line, offset, reason));
}

}  // namespace

Result<std::shared_ptr<const rapidjson::Document>> parse_document(std::string_view text) {
    if (text.size() > k_max_bytes) return protocol_error("JSON text is too big");
    // RapidJSON takes NUL for the end and would not look at what follows it.
    if (const auto nul = text.find('\0'); nul != std::string_view::npos)
        return protocol_error(fmt::format("invalid JSON at byte {}: a NUL byte", nul));
    const auto document = std::make_shared<rapidjson::Document>();
    rapidjson::MemoryStream stream(text.data() == nullptr ? "" : text.data(), text.size());
    rapidjson::Reader reader;
    rapidjson::ParseResult result;
    Guard guard(*document);
    auto generate = [&](rapidjson::Document&) {
        result = reader.Parse<k_parse_flags>(stream, guard);
        return !result.IsError();
    };
    document->Populate(generate);
    if (result.IsError()) return parse_error(text, result, guard);
    return std::shared_ptr<const rapidjson::Document>(document);
}

}  // namespace proffer::json
