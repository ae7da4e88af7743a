// What of this machine a command sees: its toolchains, and nothing else (security.md X2).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "git/repository.hpp"
#include "workspace/factory.hpp"

namespace proffer::workspace {

struct View {
    std::vector<std::string> shown;            ///< read only; absolute, none below another
    std::vector<std::string> masked;           ///< below those, but not seen
    std::vector<std::string> network;          ///< shown too where the network may be used
    std::vector<std::string> home_toolchains;  ///< those of `shown` that lie in HOME, relative to it
    std::string home;                          ///< the real one; empty: there is none, or it is seen with the checkout
};

/// Directories of the system, those of PATH with what belongs to them, toolchains in HOME, objects that the repository borrows, and what
/// the operator adds. `repository_shown`: the repository's own directory is not seen in the checkout, so its objects are shown.
[[nodiscard]] View make_view(const FactorySettings& settings, const git::Layout& layout, bool repository_shown);

/// `shown` without what is masked, for walls that can only add: a directory with something masked in it becomes its entries.
[[nodiscard]] std::vector<std::string> without_masked(const View& view);

}  // namespace proffer::workspace
