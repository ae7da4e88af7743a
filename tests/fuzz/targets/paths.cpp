// Repository paths: what RepoPath lets through, new names, collision keys. One path an input.
#include <algorithm>

#include "base/text.hpp"
#include "domain/repo_path.hpp"
#include "fuzz/support/input.hpp"
#include "guard/judge.hpp"

using namespace proffer;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view input = fuzz::text_of(data, size);
    static_cast<void>(guard::looks_secret(input));
    const std::string key = domain::collision_key(input);
    if (base::is_valid_utf8(input)) PROFFER_PROMISE(domain::collision_key(key) == key, "a collision key is its own key");
    const auto path = domain::RepoPath::parse(input);
    if (!path) {
        PROFFER_PROMISE(fuzz::is_printable(path.error().message), "a refusal is one line without control characters");
        return 0;
    }
    PROFFER_PROMISE(path->text() == input, "a path is kept as it is spelt");
    PROFFER_PROMISE(!input.empty() && input.front() != '/' && input.find('\0') == std::string_view::npos, "a path is relative");
    for (const std::string_view component : path->components()) {
        PROFFER_PROMISE(!component.empty() && component != "." && component != "..", "no component leads anywhere else");
        PROFFER_PROMISE(base::to_lower(component) != ".git" && domain::collision_key(component) != ".git",
                        "git's own files are out of reach");
    }
    if (const auto problem = domain::new_name_problem(*path)) {
        PROFFER_PROMISE(fuzz::is_printable(*problem), "a problem is one line without control characters");
        return 0;
    }
    PROFFER_PROMISE(fuzz::is_printable(input) && base::find_invisible(input).empty(), "a new name is visible");
    return 0;
}
