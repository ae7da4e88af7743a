// Reads go to the edits first, then to the snapshot below.
#include "edit/overlay.hpp"

#include <algorithm>

namespace proffer::edit {

OverlaySnapshot::OverlaySnapshot(const domain::Snapshot& base, const domain::EditSet& placed) : base_(base) {
    for (const domain::Edit& edit : placed) placed_[edit.path.text()] = &edit;
}

const domain::Edit* OverlaySnapshot::placed_at(std::string_view path) const {
    const auto found = placed_.find(path);
    return found == placed_.end() ? nullptr : found->second;
}

/// A folder that is there because of a file in it.
bool OverlaySnapshot::has_placed_below(std::string_view path) const {
    const std::string folder = std::string(path) + "/";
    for (auto file = placed_.lower_bound(folder); file != placed_.end() && file->first.starts_with(folder); ++file)
        if (file->second->content) return true;
    return false;
}

std::optional<domain::FileMode> OverlaySnapshot::find(std::string_view path) const {
    const domain::Edit* edit = placed_at(path);
    const bool is_file = edit != nullptr && edit->content;
    if (!is_file && has_placed_below(path)) return domain::FileMode::directory;
    if (edit == nullptr) return base_.find(path);
    if (!edit->content) return {};
    const std::optional<domain::FileMode> before = base_.find(edit->moved_from ? edit->moved_from->text() : path);
    return before == domain::FileMode::executable ? *before : domain::FileMode::regular;
}

Result<std::string> OverlaySnapshot::read(std::string_view path) const {
    const domain::Edit* edit = placed_at(path);
    if (edit == nullptr) return base_.read(path);
    if (!edit->content) return Error{ErrorCode::not_found, "no file '" + std::string(path) + "'", "", {}};
    return *edit->content;
}

Result<std::uint64_t> OverlaySnapshot::size_bytes(std::string_view path) const {
    const domain::Edit* edit = placed_at(path);
    if (edit == nullptr) return base_.size_bytes(path);
    PROFFER_TRY(const std::string content, read(path));
    return static_cast<std::uint64_t>(content.size());
}

Result<std::vector<std::string>> OverlaySnapshot::paths() const {
    PROFFER_TRY(std::vector<std::string> all, base_.paths());
    std::erase_if(all, [this](const std::string& path) { return placed_at(path) != nullptr; });
    for (const auto& [path, edit] : placed_)
        if (edit->content) all.emplace_back(path);
    std::sort(all.begin(), all.end());
    return all;
}

}  // namespace proffer::edit
