// Lets yaml-cpp read events and keeps only its complaint.
#include "syntax/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "base/text.hpp"

namespace proffer::syntax {
namespace {

constexpr std::size_t k_most_bytes = 8 * 1024 * 1024;

std::size_t from_one(int number) {
    return static_cast<std::size_t>(std::max(number, 0)) + 1;
}

/// Ends where a quote that starts at `begin` is closed; npos when it is not.
std::size_t end_of_quote(std::string_view text, std::size_t begin) {
    const bool is_double = text[begin] == '"';
    for (std::size_t at = begin + 1; at < text.size(); ++at) {
        if (is_double && text[at] == '\\')
            ++at;
        else if (!is_double && text.substr(at).starts_with("''"))
            ++at;
        else if (text[at] == text[begin])
            return at;
    }
    return std::string_view::npos;
}

/// Looks at nothing but quotes: yaml-cpp 0.7 lets one run to the end of the file.
class QuoteChecker : public YAML::EventHandler {
 public:
    explicit QuoteChecker(std::string_view source) : source_(source) {}

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
    void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
    void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t, const std::string&) override {
        const auto begin = static_cast<std::size_t>(std::max(mark.pos, 0));
        if (begin >= source_.size() || (source_[begin] != '"' && source_[begin] != '\'')) return;
        if (end_of_quote(source_, begin) == std::string_view::npos) throw YAML::ParserException(mark, "the quote is never closed");
    }
    void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
    void OnSequenceEnd() override {}
    void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {}
    void OnMapEnd() override {}

 private:
    std::string_view source_;
};

bool is_template(std::string_view text) {
    for (const std::string_view line : base::split_lines(text)) {
        const std::string_view inner = base::trim(line);
        if (inner.starts_with("{{") || inner.starts_with("{%") || inner.starts_with("<%") || inner.starts_with("- {{")) return true;
    }
    return false;
}

}  // namespace

Findings find_yaml_errors(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (text.size() >= k_most_bytes || is_template(text)) return {};
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        QuoteChecker checker(text);
        while (parser.HandleNextDocument(checker)) {
        }
        return std::vector<domain::Diagnostic>();
    } catch (const YAML::Exception& exception) {
        const std::size_t line = from_one(exception.mark.line);
        return std::vector<domain::Diagnostic>{{"", line, from_one(exception.mark.column), "not valid YAML: " + exception.msg, ""}};
    }
}

}  // namespace proffer::syntax
