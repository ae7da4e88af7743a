// One holder at a time, told by name to the others.
#include <sys/wait.h>
#include <unistd.h>

#include "os/files.hpp"
#include "support/require_ok.hpp"

namespace os = proffer::os;

TEST_CASE("lock: a second process is refused and told who holds it", "[os]") {
    auto created = os::RunDirectory::create(std::filesystem::temp_directory_path());
    REQUIRE_OK(created);
    const auto shared = created->path() / "repository";
    std::filesystem::create_directory(shared);
    int ready[2];
    int release[2];
    REQUIRE(::pipe(ready) == 0);
    REQUIRE(::pipe(release) == 0);
    const pid_t holder = ::fork();
    char byte = 'x';
    if (holder == 0) {
        ::close(release[1]);
        const auto lock = os::DirectoryLock::take(shared);
        if (!lock || ::write(ready[1], &byte, 1) != 1) ::_exit(1);
        (void)!::read(release[0], &byte, 1);
        ::_exit(0);
    }
    ::close(release[0]);
    REQUIRE(::read(ready[0], &byte, 1) == 1);
    {
        const auto refused = os::DirectoryLock::take(shared);
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == proffer::ErrorCode::locked);
        CHECK_THAT(refused.error().message, Catch::Matchers::StartsWith("another run is at work on this repository"));
        CHECK_THAT(refused.error().message, Catch::Matchers::Contains("process " + std::to_string(holder) + " (unit_os"));
        CHECK_FALSE(refused.error().hint.empty());
    }
    ::close(release[1]);
    int status = 0;
    ::waitpid(holder, &status, 0);
    CHECK(status == 0);
    for (const int end : {ready[0], ready[1]}) ::close(end);

    SECTION("it is free again when the holder ended") {
        const auto lock = os::DirectoryLock::take(shared);
        CHECK(lock.has_value());
        CHECK(std::filesystem::is_empty(shared));
    }
}

TEST_CASE("lock: released when it ends", "[os]") {
    auto created = os::RunDirectory::create(std::filesystem::temp_directory_path());
    REQUIRE_OK(created);
    const auto shared = created->path() / "repository";
    std::filesystem::create_directory(shared);
    for (int round = 0; round < 2; ++round) REQUIRE_OK(os::DirectoryLock::take(shared));
    CHECK(os::DirectoryLock::take(created->path() / "missing").error().code == proffer::ErrorCode::not_found);
}
