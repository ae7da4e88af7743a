// Outlines, single definitions, and tests of a file.
#include "locate/outline.hpp"

#include <catch2/catch.hpp>

using namespace proffer::locate;

namespace {

constexpr std::string_view k_text =
    "import os\n\nclass Cache:\n    def get(self, key):\n        return self.entries[key]\n\n    def put(self, key):\n        pass\n\ndef "
    "load():\n    return 1\n";

}  // namespace

TEST_CASE("locate: an outline holds the defining lines with their numbers", "[locate]") {
    CHECK(outline_of(k_text, Family::python, 10) ==
          "    3  class Cache:\n    4      def get(self, key):\n    7      def put(self, key):\n   10  def load():\n");
    CHECK(outline_of(k_text, Family::python, 2) == "    3  class Cache:\n    4      def get(self, key):\n       …\n");
    CHECK(outline_of("just text\n", Family::none, 10).empty());
    CHECK(outline_of("", Family::python, 10).empty());
}

TEST_CASE("locate: one definition is shown to where the next begins", "[locate]") {
    CHECK(definition_of(k_text, Family::python, "get", 50) ==
          "    4      def get(self, key):\n    5          return self.entries[key]\n    6  \n");
    CHECK(definition_of(k_text, Family::python, "load", 50) == "   10  def load():\n   11      return 1\n");
    CHECK(definition_of(k_text, Family::python, "Cache", 2) == "    3  class Cache:\n    4      def get(self, key):\n");
    CHECK(definition_of(k_text, Family::python, "missing", 50).empty());
}

TEST_CASE("locate: tests are found by their names, the nearest first", "[locate]") {
    const std::vector<std::string> paths = {"a/cache.py",         "a/tests/test_cache.py", "b/test_cache.py",      "src/Cache.java",
                                            "src/CacheTest.java", "web/cache.spec.ts",     "tests/test_cached.py", "tests/cache.txt"};
    CHECK(tests_of("a/cache.py", paths, 2) == std::vector<std::string>{"a/tests/test_cache.py", "b/test_cache.py"});
    CHECK(tests_of("src/Cache.java", paths, 1) == std::vector<std::string>{"src/CacheTest.java"});
    CHECK(tests_of("a/other.py", paths, 3).empty());
}
