// Base entries and edits as files.
#include "workspace/edits.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace proffer::workspace {

namespace {

using domain::FileMode;

bool removes(const domain::EditSet& edits, std::string_view path) {
    return std::any_of(edits.begin(), edits.end(), [&](const auto& edit) { return !edit.content && edit.path.text() == path; });
}

/// Every directory above `path` must be one in the base too, or new.
Result<void> check_parents(const domain::Edit& edit, const domain::EditSet& edits, const domain::Snapshot& base) {
    const std::string& path = edit.path.text();
    for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
        const std::string parent = path.substr(0, slash);
        const auto mode = base.find(parent);
        if (!mode) return {};
        if (*mode == FileMode::directory) continue;
        const bool is_file = *mode == FileMode::regular || *mode == FileMode::executable;
        if (is_file && removes(edits, parent)) return {};
        return Error{ErrorCode::denied, "'" + ::proffer::base::visible_line(parent) + "' is no directory", "", {}};
    }
    return {};
}

bool is_executable(const domain::Edit& edit, const domain::Snapshot& base) {
    auto mode = base.find(edit.path.text());
    if (!mode && edit.moved_from) mode = base.find(edit.moved_from->text());
    return mode == FileMode::executable;
}

}  // namespace

Result<void> write_edits(TreeWriter& writer, const domain::EditSet& edits, const domain::Snapshot& base) {
    // Removals first: what is removed may make room for a directory.
    for (const auto& edit : edits) {
        if (edit.content) continue;
        PROFFER_CHECK(check_parents(edit, edits, base));
        PROFFER_CHECK(writer.remove(edit.path.text()));
    }
    for (const auto& edit : edits) {
        if (!edit.content) continue;
        PROFFER_CHECK(check_parents(edit, edits, base));
        PROFFER_CHECK(writer.write(edit.path.text(), *edit.content, is_executable(edit, base)));
    }
    return {};
}

Result<void> write_base_entry(TreeWriter& writer, const domain::Snapshot& base, const std::string& path) {
    const auto mode = base.find(path);
    if (!mode) return writer.remove(path);
    if (*mode == FileMode::submodule || *mode == FileMode::directory) return writer.make_directory(path);
    if (*mode == FileMode::symlink) {
        PROFFER_TRY(const std::string target, base.link_target(path));
        return writer.link(path, target);
    }
    PROFFER_TRY(const std::string bytes, base.read(path));
    return writer.write(path, bytes, *mode == FileMode::executable);
}

}  // namespace proffer::workspace
