# cmake -DOUTPUT=… -DROOT=… -DFILES=a;b -P EmbedFiles.cmake: a .cpp that holds the files' texts, by their paths below ROOT.
set(text "// Made by cmake/EmbedFiles.cmake from the files in ci/.\n#include \"cmd/plugin_templates.hpp\"\n\nnamespace proffer::cmd {\n\n")
string(APPEND text "const std::vector<PluginTemplate>& plugin_templates() {\n    static const std::vector<PluginTemplate> k_templates = {\n")
foreach(file IN LISTS FILES)
  file(READ ${ROOT}/${file} content)
  string(APPEND text "        {\"${file}\", R\"proffer(${content})proffer\"},\n")
endforeach()
string(APPEND text "    };\n    return k_templates;\n}\n\n}  // namespace proffer::cmd\n")
file(WRITE ${OUTPUT} "${text}")
