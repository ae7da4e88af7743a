// The errors of one text, and those an edit brought in.
#include "syntax/check.hpp"

#include <map>
#include <utility>

#include "base/text.hpp"
#include "syntax/languages.hpp"

namespace proffer::syntax {
namespace {

using domain::Diagnostic;

constexpr std::size_t k_most_told = 20;

std::vector<Diagnostic> told(std::vector<Diagnostic> errors, std::string_view path) {
    if (errors.size() > k_most_told) errors.resize(k_most_told);
    for (Diagnostic& error : errors) error.file = path;
    return errors;
}

/// What makes an error the same before and after an edit: where it stands may move, its line stays.
class Keys {
 public:
    explicit Keys(std::string_view text) : lines_(base::split_lines(text)) {}

    [[nodiscard]] std::pair<std::string, std::string> of(const Diagnostic& error) const {
        const bool has_line = error.line > 0 && error.line <= lines_.size();
        return {has_line ? std::string(base::trim(lines_[error.line - 1])) : std::string(), error.message};
    }

 private:
    std::vector<std::string_view> lines_;
};

std::vector<Diagnostic> without_known(std::vector<Diagnostic> after, const Keys& after_keys, const std::vector<Diagnostic>& before,
                                      const Keys& before_keys) {
    std::map<std::pair<std::string, std::string>, std::size_t> known;
    for (const Diagnostic& error : before) ++known[before_keys.of(error)];
    std::vector<Diagnostic> fresh;
    for (Diagnostic& error : after) {
        const auto same = known.find(after_keys.of(error));
        if (same != known.end() && same->second > 0)
            --same->second;
        else
            fresh.push_back(std::move(error));
    }
    return fresh;
}

}  // namespace

std::optional<std::string_view> language_of(std::string_view path) {
    const Language* language = find_language(path);
    return language == nullptr ? std::nullopt : std::optional(language->name);
}

std::vector<Diagnostic> find_errors(std::string_view path, std::string_view text) {
    const Language* language = find_language(path);
    return language == nullptr ? std::vector<Diagnostic>() : told(language->find_errors(text).value_or(std::vector<Diagnostic>()), path);
}

std::vector<Diagnostic> find_new_errors(std::string_view path, std::optional<std::string_view> before, std::string_view after) {
    const Language* language = find_language(path);
    if (language == nullptr) return {};
    Findings errors = language->find_errors(after);
    if (!errors || errors->empty() || !before) return told(std::move(errors).value_or(std::vector<Diagnostic>()), path);
    const Findings old_errors = language->find_errors(*before);
    if (!old_errors || (language->stops_at_first && !old_errors->empty())) return {};
    return told(without_known(*std::move(errors), Keys(after), *old_errors, Keys(*before)), path);
}

}  // namespace proffer::syntax
