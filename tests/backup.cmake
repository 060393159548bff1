# Whole data directories: backups, restores, flipped bits. An executable of its own, so that test_storage stays small.
set(backup_tests backup_test.cpp flip_test.cpp restore_test.cpp)
list(TRANSFORM backup_tests PREPEND storage/ OUTPUT_VARIABLE backup_test_sources)
add_executable(test_backup ${backup_test_sources})
target_link_libraries(test_backup PRIVATE imaginons_storage doctest_main imaginons_warnings PkgConfig::LMDB)
imaginons_precompile_test(test_backup)
target_compile_definitions(test_backup PRIVATE IMAGINONS_SHARED_DATA="${PROJECT_SOURCE_DIR}/../shared/data")
foreach(file IN LISTS backup_tests)
  get_filename_component(name ${file} NAME_WE)
  add_test(NAME storage/${name} COMMAND test_backup --source-file=*/storage/${file})
  set_tests_properties(storage/${name} PROPERTIES LABELS storage TIMEOUT 600)
endforeach()

# Clients with books of their own against the program itself, killed again and again.
add_executable(test_history history/history_test.cpp history/client.cpp history/served_program.cpp http/raw_client.cpp)
target_link_libraries(test_history PRIVATE imaginons_http imaginons_commands imaginons_projections doctest_main imaginons_warnings Boost::json)
imaginons_precompile_test(test_history)
target_compile_definitions(test_history PRIVATE IMAGINONS_PROGRAM="$<TARGET_FILE:imaginons>")
add_dependencies(test_history imaginons)
add_test(NAME history/history_test COMMAND test_history)
set_tests_properties(history/history_test PROPERTIES LABELS history TIMEOUT 300)
# ctest -C long -L long
add_test(NAME history/history_long CONFIGURATIONS long COMMAND test_history)
set_tests_properties(history/history_long PROPERTIES LABELS "history;long" TIMEOUT 3600
  ENVIRONMENT "IMAGINONS_HISTORY_KILLS=100;IMAGINONS_HISTORY_CLIENTS=16")

# The verb restore: an executable of its own, because it asks the read models too.
add_executable(test_restore commands/restore_test.cpp)
target_link_libraries(test_restore PRIVATE imaginons_commands imaginons_projections doctest_main imaginons_warnings)
imaginons_precompile_test(test_restore)
add_test(NAME commands/restore_test COMMAND test_restore)
set_tests_properties(commands/restore_test PROPERTIES LABELS commands TIMEOUT 600)
