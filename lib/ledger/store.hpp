// Where the months are kept: files of this machine, or a ref on the remote.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "git/repository.hpp"
#include "ledger/month.hpp"

namespace proffer::ledger {

class Store {
 public:
    /// Changes a month; called again with a newer one when another run was faster. An error leaves all as it was.
    using Change = std::function<Result<void>(Month&)>;

    virtual ~Store() = default;
    /// Fails with `protocol` for a damaged month (the hint says how to begin anew), and as the place does.
    [[nodiscard]] virtual Result<Month> read(const std::string& month) = 0;
    [[nodiscard]] virtual Result<void> change(const std::string& month, const Change& change) = 0;
};

/// One file a month in `directory`, which is made; runs of this machine wait for each other's lock on it.
[[nodiscard]] std::unique_ptr<Store> make_file_store(std::filesystem::path directory);

inline constexpr const char* k_ledger_ref = "refs/proffer/ledger";

/// A commit without parents that holds a file a month. Of runs that write at once the ref takes one; the others read again and repeat.
/// `repository` outlives it.
[[nodiscard]] std::unique_ptr<Store> make_ref_store(git::Repository& repository, git::PushSettings settings);

}  // namespace proffer::ledger
