// main of every test program. Those that link the workspace module are also its sandbox helper, which re-executes /proc/self/exe.
#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>

#include <cstring>

namespace proffer::workspace {

[[gnu::weak]] int sandbox_helper_main(int argument_count, char** arguments);

}  // namespace proffer::workspace

int main(int argument_count, char** arguments) {
    auto* const helper = &proffer::workspace::sandbox_helper_main;
    const bool is_helper = argument_count > 1 && std::strcmp(arguments[1], "--sandbox-helper") == 0;
    if (is_helper && helper != nullptr) return helper(argument_count, arguments);
    return Catch::Session().run(argument_count, arguments);
}
