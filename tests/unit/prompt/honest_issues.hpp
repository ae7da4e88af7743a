// Texts of issues as people write them: nothing in them is meant to be hidden.
#pragma once

#include <string>
#include <vector>

namespace proffer::prompt::testing {

inline std::vector<std::string> honest_issues() {
    return {
        "The parser crashes on empty input.\n"
        "\n"
        "Steps:\n"
        "1. run `app parse ''`\n"
        "2. see the error\n"
        "\n"
        "Expected: an empty list.\n",
        "## Describe the bug\n"
        "A clear description.\n"
        "\n"
        "## To reproduce\n"
        "```sh\n"
        "$ make test\n"
        "```\n"
        "\n"
        "## Expected behavior\n"
        "It passes.\n"
        "\n"
        "## Environment\n"
        "- OS: Debian 12\n"
        "- Version: 1.2.3\n",
        "```html\n"
        "<!-- a comment in code -->\n"
        "<div title=\"x y z\" id=\"main\">text</div>\n"
        "```\n"
        "The linter complains about the above.\n",
        "When I write `<!-- TODO -->` in a template, it is printed as is.\n",
        "    <!-- indented code shows this -->\n"
        "    <p class=\"a b c\">\n"
        "\n"
        "The block above is swallowed.\n",
        "~~~xml\n"
        "<?xml version=\"1.0\"?>\n"
        "<!DOCTYPE note>\n"
        "<![CDATA[ some text ]]>\n"
        "~~~\n"
        "Parsing this takes minutes.\n",
        "| Version | Works |\n"
        "|---------|-------|\n"
        "| 1.0 | yes |\n"
        "| 1.1 | no |\n"
        "\n"
        "So it broke in 1.1.\n",
        "| a | b | c |\n"
        "|:--|:-:|--:|\n"
        "| 1 | 2 |\n"
        "| `x \\| y` | **z** | w |\n"
        "| | | |\n",
        "See [the documentation](https://docs.example.com/guide/getting-started#install) and "
        "[#12](https://github.com/org/repo/issues/12).\n",
        "![image](https://github.com/user-attachments/assets/0b6f3a52-9a3e-4e0c-8b0a-2f1d1f1f1f1f)\n"
        "\n"
        "As you can see the button is cut off.\n",
        "![Screenshot 2024-05-01 at 10.20.30 AM](https://user-images.githubusercontent.com/123/456-abc.png)\n"
        "\n"
        "The menu is empty.\n",
        "<img width=\"1024\" alt=\"image\" src=\"https://github.com/user-attachments/assets/0b6f3a52-9a3e-4e0c-8b0a-2f1d1f1f1f1f\">\n"
        "\n"
        "Dark mode is unreadable.\n",
        "<img width=\"614\" height=\"380\" alt=\"Screenshot 2025-01-17 at 3 14 15 PM\" "
        "src=\"https://github.com/user-attachments/assets/7e9c\" />\n",
        "https://github.com/user-attachments/assets/5d2d0c3e-1111-2222-3333-444455556666\n"
        "\n"
        "The video shows the flicker.\n",
        "Bildschirmfoto:\n"
        "\n"
        "![Bildschirmfoto vom 2024-02-03 12-00-01](https://example.com/uploads/1.png)\n"
        "\n"
        "Die Schaltfläche „Öffnen“ reagiert nicht.\n",
        "Привет! После обновления приложение падает при запуске.\n"
        "\n"
        "Шаги:\n"
        "1. открыть\n"
        "2. нажать «Сохранить»\n",
        "日本語のファイル名でエラーになります。\n"
        "\n"
        "- 環境: Windows 11\n"
        "- バージョン: 2.0.1\n"
        "\n"
        "```text\n"
        "エラー: ファイルが見つかりません\n"
        "```\n",
        "한국어 입력이 깨집니다. 스크린샷을 참고하세요.\n"
        "\n"
        "![image](https://example.com/a.png)\n",
        "עברית: הטקסט מיושר לשמאל במקום לימין\u200F.\n"
        "\n"
        "ראו גם את הקובץ `config.json`\u200F.\n",
        "البرنامج لا يعمل بعد التحديث الأخير.\n"
        "\n"
        "الخطوات:\n"
        "- افتح التطبيق\n"
        "- اضغط على الزر\n",
        "می‌خواهم فایل را ذخیره کنم اما نمی‌شود.\n",
        "हिन्दी में क्‍ष सही नहीं दिखता।\n",
        "Emoji break the layout: 👩‍👩‍👧‍👦 ❤️ 1️⃣ 🏳️‍🌈 👍🏽 ☎︎ 🎉🎉\n"
        "\n"
        "Each one takes two columns.\n",
        "Ελληνικά: το πρόγραμμα δεν ανοίγει. Naïve café, größer, ﬁne, Å.\n",
        "> I get the same error\n"
        ">\n"
        "> > since which version?\n"
        "\n"
        "Since 3.1. It worked in 3.0.\n",
        "- [x] I searched for duplicates\n"
        "- [ ] I can send a patch\n"
        "- [x] latest version\n"
        "\n"
        "The cache is never cleared.\n",
        "<details>\n"
        "<summary>Full log</summary>\n"
        "\n"
        "```\n"
        "error: thing failed\n"
        "  at a.c:12\n"
        "```\n"
        "\n"
        "</details>\n"
        "\n"
        "Any idea?\n",
        "<details><summary>pip list</summary>\n"
        "<pre>\n"
        "requests 2.31\n"
        "urllib3  2.0\n"
        "</pre>\n"
        "</details>\n",
        "Press <kbd>Ctrl</kbd>+<kbd>C</kbd> twice and the terminal hangs.<br>Happens on macOS too.\n",
        "H<sub>2</sub>O is rendered as H2O, and 10<sup>3</sup> as 103.\n",
        "Generic types like vector<int> and Map<K, V> are not escaped in the generated docs, `List<String>` is.\n",
        "Replace <name> in the command by <path to file> and run it.\n",
        "if a < b and c > d then it loops forever; also x<<2 and y>>3 are wrong\n",
        "Mail me at <me@example.com> or see <https://example.com/a?b=c&d=some+words+here>.\n",
        "Raw URL with a query: https://example.com/search?q=how+to+reproduce+this+bug&lang=en\n",
        "[CI run](https://github.com/org/repo/actions/runs/123456789/job/987654321?pr=42) failed.\n",
        "[line 10](https://github.com/org/repo/blob/main/src/a.c#L10-L20) reads past the end.\n",
        "[![Build Status](https://ci.example.com/badge.svg?branch=main)](https://ci.example.com/org/repo) is red since Monday.\n",
        "Footnotes[^1] are rendered twice[^note].\n"
        "\n"
        "[^1]: The first one.\n"
        "[^note]: The second, with `code`.\n",
        "See [the RFC][rfc] and [docs].\n"
        "\n"
        "[rfc]: https://www.rfc-editor.org/rfc/rfc9110\n"
        "[docs]: https://example.com/docs\n",
        "```\n"
        "plain block\n"
        "```\n"
        "\n"
        "```js\n"
        "const a = 1;\n"
        "```\n"
        "\n"
        "```c++\n"
        "int main() {}\n"
        "```\n"
        "\n"
        "```diff\n"
        "- a\n"
        "+ b\n"
        "```\n",
        "```console\n"
        "$ cargo build\n"
        "error[E0308]: mismatched types\n"
        "```\n",
        "```yaml\n"
        "on: [push]\n"
        "jobs:\n"
        "  a: {runs-on: ubuntu-latest}\n"
        "```\n"
        "The job never starts.\n",
        "```python\n"
        "def f(x):\n"
        "    return x  # <!-- not hidden -->\n"
        "```\n",
        "```mermaid\n"
        "graph TD; A-->B;\n"
        "```\n"
        "The arrow A-->B points the wrong way, and so does B<--C.\n",
        "Traceback (most recent call last):\n"
        "  File \"a.py\", line 1, in <module>\n"
        "    import b\n"
        "ModuleNotFoundError: No module named 'b'\n",
        "C:\\Users\\me\\file.txt is not found, neither is \\\\server\\share.\n",
        "The regex `^\\[(.*)\\]\\((.*?)\\)$` does not match `[a](b \"c\")`.\n",
        "Array access a[i][j] and call f(x)[0](y) are formatted wrongly; so is [1, 2, 3][0].\n",
        "Math like $a_i^2 + b_i^2 = c_i^2$ and $$\\sum_{i=1}^n i$$ is not rendered.\n",
        "1. first\n"
        "   - nested\n"
        "     ```sh\n"
        "     echo hi\n"
        "     ```\n"
        "2. second\n"
        "\n"
        "   a paragraph\n",
        "Setext heading\n"
        "==============\n"
        "\n"
        "text\n"
        "\n"
        "Another\n"
        "-------\n"
        "\n"
        "* * *\n"
        "\n"
        "more\n",
        "Could we support **bold**, _italic_, ~~strike~~, `code` and ***both***?\n",
        "@alice said in #5 that org/other#7 is related; commit 1f7a7a4 fixed half of it. GH-12 too.\n",
        "/cc @team/core\n"
        "\n"
        "Would `/retest` help?\n",
        "The `title` attribute of the link is lost when I write `[a](b \"c\")`; the HTML should be `<a href=\"b\" title=\"c\">a</a>`.\n",
        "Line one  \n"
        "line two\\\n"
        "line three\r\n"
        "line four with CRLF\r\n"
        "\r\n"
        "end\r\n",
        "Price is 5 € – not 5 $ … “quotes”, ‘single’, «guillemets», 100 %, 3 × 4, →, ✓\n",
        "Copied from the web\u00A0page with\u00A0no-break spaces and a zero\u200Bwidth one.\n",
        "\uFEFFFile with a byte order mark is rejected.\n",
        "Please rename `foo` to `bar` in `src/a.py` and `tests/test_a.py`, and add a changelog entry.\n"
        "\n"
        "Thanks!\n",
        "### Feature request\n"
        "\n"
        "Allow `--color=auto|always|never`.\n"
        "\n"
        "### Alternatives\n"
        "\n"
        "None.\n"
        "\n"
        "---\n"
        "\n"
        "*Sent from my phone*\n",
        "Dependabot says: Bumps [lodash](https://github.com/lodash/lodash) from 4.17.20 to 4.17.21.\n"
        "- [Release notes](https://github.com/lodash/lodash/releases)\n"
        "- [Commits](https://github.com/lodash/lodash/compare/4.17.20...4.17.21)\n",
        "<p align=\"center\">\n"
        "  <img src=\"https://example.com/logo.png\" width=\"200\" alt=\"logo\">\n"
        "</p>\n"
        "\n"
        "The logo is blurred.\n",
        "| Browser | Status |\n"
        "| --- | --- |\n"
        "| Firefox | :white_check_mark: |\n"
        "| Chrome | :x: |\n"
        "| Safari | ![image](https://example.com/s.png) |\n",
        "Video:\n"
        "\n"
        "<video src=\"https://github.com/user-attachments/assets/1234\" controls></video>\n"
        "\n"
        "See at 0:12.\n",
        "The docs at [Configuring the cache](https://example.com/docs/how-to/configure-the-cache-for-large-projects) are outdated.\n",
        "Search for [open bugs](https://github.com/org/repo/issues?page=2&sort=created) first.\n",
        "With `set -e`, the script\n"
        "\n"
        "\t#!/bin/sh\n"
        "\tset -e\n"
        "\tfalse | true\n"
        "\n"
        "goes on.\n",
        "Nothing happens.\n",
    };
}

}  // namespace proffer::prompt::testing
