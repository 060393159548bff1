# Import, demo and what they read with: an executable of its own, because it reads Markdown back with cmark.
pkg_check_modules(CMARK REQUIRED IMPORTED_TARGET libcmark)
set(import_tests csv_test.cpp demo_test.cpp erasure_test.cpp html_to_markdown_test.cpp import_test.cpp token_test.cpp
  role_command_test.cpp)
list(TRANSFORM import_tests PREPEND commands/ OUTPUT_VARIABLE import_test_sources)
add_executable(test_import ${import_test_sources})
target_link_libraries(test_import PRIVATE imaginons_commands doctest_main imaginons_warnings Boost::json PkgConfig::CMARK PkgConfig::SODIUM)
imaginons_precompile_test(test_import)
target_compile_definitions(test_import PRIVATE IMAGINONS_SHARED_DATA="${PROJECT_SOURCE_DIR}/../shared/data")
foreach(file IN LISTS import_tests)
  get_filename_component(name ${file} NAME_WE)
  add_test(NAME commands/${name} COMMAND test_import --source-file=*/commands/${file})
  set_tests_properties(commands/${name} PROPERTIES LABELS commands TIMEOUT 600)
endforeach()
