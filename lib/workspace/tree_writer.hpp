// Writes files of a tree below a directory, never outside it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "os/descriptor.hpp"

namespace proffer::workspace {

/// What removing a path leaves behind.
enum class Removal {
    whiteout,  ///< an overlay's mark that hides the path in the layers below
    erase,     ///< nothing
};

/// Paths are relative, as git stores them; each component is opened without following links, so that nothing lands elsewhere (security.md
/// P3). What is in the way is replaced, but a link or file is never taken for a directory: that fails with `denied`.
class TreeWriter {
 public:
    /// `below`: the layers that lie under `root`; new directories get the modes those have there.
    static Result<TreeWriter> open(const std::filesystem::path& root, Removal removal, const std::vector<std::filesystem::path>& below);

    [[nodiscard]] Result<void> write(std::string_view path, std::string_view bytes, bool executable);
    [[nodiscard]] Result<void> link(std::string_view path, const std::string& target);
    [[nodiscard]] Result<void> make_directory(std::string_view path);
    [[nodiscard]] Result<void> remove(std::string_view path);

 private:
    enum class Missing { make, make_unless_hidden, leave };
    struct Place {
        os::Descriptor directory;  ///< closed: the path is hidden already
        std::string name;
    };

    TreeWriter(os::Descriptor root, Removal removal, std::vector<os::Descriptor> below);
    [[nodiscard]] Result<Place> find(std::string_view path, Missing missing);
    [[nodiscard]] Result<os::Descriptor> enter(int parent, const std::string& name, std::string_view path, Missing missing);
    [[nodiscard]] Result<os::Descriptor> make(int parent, const std::string& name, std::string_view path, bool hides_below);
    [[nodiscard]] unsigned mode_below(std::string_view path) const;

    os::Descriptor root_;
    Removal removal_;
    std::vector<os::Descriptor> below_;
};

}  // namespace proffer::workspace
