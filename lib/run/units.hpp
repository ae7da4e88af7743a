// The units of work of a task with `each`: which there are, whose share they are, and how their edits come together. All of it is pure.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/edit.hpp"
#include "domain/settings.hpp"
#include "domain/snapshot.hpp"
#include "guard/scope.hpp"

namespace proffer::run {

struct Unit {
    int number = 0;                  ///< from 1 over all units of the task, whoever works on them
    std::string name;                ///< a file, or a directory with a slash behind it
    std::vector<std::string> files;  ///< of the base commit, in byte order
};

/// In byte order: the files of the base that `each` matches, one a unit; where it ends in a slash, or matches only directories, those. With
/// `narrowed`, only units with one of these files.
[[nodiscard]] Result<std::vector<Unit>> list_units(const domain::Snapshot& base, const std::string& each,
                                                   const std::vector<std::string>& narrowed = {});

/// Those with these names, for a run that a journal tells of.
[[nodiscard]] std::vector<Unit> units_named(const std::vector<Unit>& units, const std::vector<std::string>& names);

/// One of several machines' shares.
struct Share {
    int index = 1;  ///< from 1
    int count = 1;

    [[nodiscard]] bool is_whole() const { return count == 1; }
};

/// "2/5". Fails with `usage`.
[[nodiscard]] Result<Share> parse_share(std::string_view text);

/// Every unit of the list whose place is in turn.
[[nodiscard]] std::vector<Unit> share_of(const std::vector<Unit>& units, const Share& share);

/// One list a pull request; none of them is empty.
[[nodiscard]] std::vector<std::vector<Unit>> in_groups(const std::vector<Unit>& units, const domain::Grouping& grouping);

/// What a task may change; the files that `each` names belong to it.
[[nodiscard]] guard::Scope scope_of(const domain::Task& task);

/// What so many units may change together, and how often they may ask.
[[nodiscard]] domain::Limits limits_together(domain::Limits limits, std::size_t units);

/// Edits of several units in one set.
class Join {
 public:
    struct Conflict {
        std::string path;
        int other = 0;  ///< the unit that came before
    };

    /// All of `edits`, or none: when an earlier unit has another idea of one of these files.
    [[nodiscard]] std::optional<Conflict> add(int unit, const domain::EditSet& edits);
    [[nodiscard]] domain::EditSet edits() const;

 private:
    struct Owned {
        domain::Edit edit;
        int unit;
    };
    std::map<std::string, Owned> owned_;
};

}  // namespace proffer::run
