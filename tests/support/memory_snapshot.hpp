// A tree in memory, for tests of the levels that see only domain::Snapshot.
#pragma once

#include <map>
#include <string>
#include <utility>

#include "domain/snapshot.hpp"

namespace proffer::support {

class MemorySnapshot : public domain::Snapshot {
 public:
    struct File {
        std::string content;
        domain::FileMode mode = domain::FileMode::regular;
    };
    MemorySnapshot() = default;
    MemorySnapshot(std::initializer_list<std::pair<const std::string, std::string>> files) {
        for (const auto& [path, content] : files) files_[path] = {content};
    }
    void add(std::string path, std::string content, domain::FileMode mode = domain::FileMode::regular) {
        files_[std::move(path)] = {std::move(content), mode};
    }

    [[nodiscard]] std::optional<domain::FileMode> find(std::string_view path) const override {
        if (const auto file = files_.find(std::string(path)); file != files_.end()) return file->second.mode;
        const std::string directory = std::string(path) + "/";
        const auto inside = files_.lower_bound(directory);
        if (inside != files_.end() && inside->first.starts_with(directory)) return domain::FileMode::directory;
        return {};
    }
    [[nodiscard]] Result<std::string> read(std::string_view path) const override {
        const auto file = files_.find(std::string(path));
        if (file == files_.end()) return Error{ErrorCode::not_found, "no file '" + std::string(path) + "'", "", {}};
        if (file->second.mode != domain::FileMode::regular && file->second.mode != domain::FileMode::executable)
            return Error{ErrorCode::denied, "'" + std::string(path) + "' is no file", "", {}};
        return file->second.content;
    }
    [[nodiscard]] Result<std::uint64_t> size_bytes(std::string_view path) const override {
        PROFFER_TRY(const std::string content, read(path));
        return static_cast<std::uint64_t>(content.size());
    }
    /// A link's content is where it leads.
    [[nodiscard]] Result<std::string> link_target(std::string_view path) const override {
        const auto file = files_.find(std::string(path));
        if (file == files_.end() || file->second.mode != domain::FileMode::symlink)
            return Error{ErrorCode::not_found, "no link '" + std::string(path) + "'", "", {}};
        return file->second.content;
    }
    [[nodiscard]] Result<std::vector<std::string>> paths() const override {
        std::vector<std::string> all;
        for (const auto& [path, file] : files_) all.push_back(path);
        return all;
    }

 private:
    std::map<std::string, File> files_;
};

}  // namespace proffer::support
