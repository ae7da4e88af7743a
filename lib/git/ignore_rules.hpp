// Which paths git would ignore, as the .gitignore files of a commit say.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "domain/snapshot.hpp"

namespace proffer::git {

/// Not to be used by several threads at once.
class IgnoreRules {
 public:
    /// `directory` is a new, private place for the rules. `exclude` is the repository's own info/exclude and may be missing.
    static Result<IgnoreRules> make(const domain::Snapshot& base, const std::filesystem::path& directory,
                                    const std::filesystem::path& exclude);
    IgnoreRules(IgnoreRules&& other) noexcept;
    IgnoreRules& operator=(IgnoreRules&& other) noexcept;
    ~IgnoreRules();

    /// Whether `path`, or a directory above it, is ignored; what is tracked is the caller's business. Directories end with a slash.
    [[nodiscard]] Result<bool> ignores(const std::string& path) const;

 private:
    struct Rules;
    explicit IgnoreRules(std::unique_ptr<Rules> rules);
    std::unique_ptr<Rules> rules_;
};

}  // namespace proffer::git
