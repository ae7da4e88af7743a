// Definitions, found line by line.
#include "locate/definitions.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <vector>

using namespace proffer::locate;

namespace {

using Names = std::vector<std::string>;

Names names_in(std::string_view text, Family family) {
    Names names;
    for (const Definition& definition : find_definitions(text, family)) names.emplace_back(definition.name);
    return names;
}

}  // namespace

TEST_CASE("locate: definitions of Python", "[locate]") {
    CHECK(names_in(
              "class Cache(Base):\n    LIMIT = 3\n    async def read(self):\n        x = 1\nDEFAULT = 2\ndef f(): pass\nif x == 3: g(1)\n",
              Family::python) == Names{"Cache", "read", "DEFAULT", "f"});
}

TEST_CASE("locate: definitions of C", "[locate]") {
    CHECK(names_in("#define MAX_LEN 3\nstruct client {\n  int x;\n};\nstatic int read_query(client *c)\n{\n    if (x) {\n    call(1);\n}\n"
                   "struct client *create(void) {\nint\nold_style(int a,\n          int b)\n{\nint declared(int);\n# define INNER(x) x\n",
                   Family::c) == Names{"MAX_LEN", "client", "read_query", "create", "old_style", "INNER"});
}

TEST_CASE("locate: definitions of C++", "[locate]") {
    const Names names = names_in(
        "namespace fmt {\ntemplate <typename T> class writer {\n  void put(char c) {\n    while (x) {\n  }\nenum class align { left };\n"
        "int writer::count(int a) const {\n  return f(a);\n}\n",
        Family::cpp);
    CHECK(names == Names{"fmt", "put", "align", "count"});
}

TEST_CASE("locate: definitions of Go, Rust, TypeScript, Java and Ruby", "[locate]") {
    CHECK(names_in("func (c *Command) Execute() error {\nfunc New() *T {\ntype Command struct {\nconst limit = 3\n\tx := f()\n",
                   Family::go) == Names{"Execute", "New", "Command", "limit"});
    CHECK(names_in("pub(crate) fn parse(x: u8) -> T {\npub struct Args<'a> {\nimpl Args {\n    pub async unsafe fn go(&self) "
                   "{\nmacro_rules! err {\nconst K: u8 = 1;\n",
                   Family::rust) == Names{"parse", "Args", "go", "err", "K"});
    CHECK(names_in("export default async function load(x) {\nexport interface Options {\nexport const plugin = () => {\n  resolve(id: "
                   "string) {\n  if (a) {\n"
                   "  foo(a);\nexport class Server {\n  private async start(x) {\n",
                   Family::script) == Names{"load", "Options", "plugin", "resolve", "Server", "start"});
    CHECK(names_in("public final class Gson {\n  public <T> T fromJson(String json) {\n    return new T(x) {\n", Family::java) ==
          Names{"Gson", "fromJson"});
    CHECK(names_in("module Sinatra\n  class Base\n    def self.call(env)\n    def route\nend\n", Family::ruby) ==
          Names{"Sinatra", "Base", "call", "route"});
}

TEST_CASE("locate: lines tell where a definition stands", "[locate]") {
    const auto found = find_definitions("\n\ndef a():\n  pass\ndef b():", Family::python);
    REQUIRE(found.size() == 2);
    CHECK(found[0].line == 3);
    CHECK(found[1].line == 5);
}

TEST_CASE("locate: I4: hostile texts give few definitions in linear time", "[locate]") {
    const auto start = std::chrono::steady_clock::now();
    for (const Family family :
         {Family::python, Family::script, Family::go, Family::rust, Family::c, Family::cpp, Family::java, Family::ruby, Family::other}) {
        for (const std::string& unit :
             {std::string("("), std::string("def "), std::string("a("), std::string("\n"), std::string("#define "), std::string("func ("),
              std::string("x\n("), std::string("\xff\xfe"), std::string("static ")}) {
            std::string text;
            while (text.size() < 500'000) text += unit;
            CHECK(find_definitions(text, family).size() <= k_most_definitions);
        }
    }
    CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
}
