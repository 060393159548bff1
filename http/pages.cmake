# imaginons_pages: templates, words and files that pages load, and the structs that they show. Knows nothing of the server.
pkg_check_modules(CMARK REQUIRED IMPORTED_TARGET libcmark)
find_path(KAINJOW_INCLUDE kainjow/mustache.hpp REQUIRED)
find_program(MSGFMT msgfmt REQUIRED)
find_program(GZIP gzip REQUIRED)

set(pages_dir ${CMAKE_CURRENT_LIST_DIR})
set(pages_generated ${CMAKE_CURRENT_BINARY_DIR}/embedded)
set(pages_templates
  account account_closed account_data account_deleted argument argument_fields argument_form author changes charter confirm delete_account diff entry error error_title
  fault_body faults feed foot guard head history history_words home join kept_filters level_tag level_words live
  news_item open_project own_data pagination past past_row person phase_words picture project project_card projects proposal
  proposal_row proposals propose receipt said sent audit
  side_words signin sitemap speaker state statement_row static_accessibility static_legal static_privacy
  own_receipts
  swirl tally top verify withdraw
  answer answer_desk answer_form course criterion criterion_icon due_words queue stage stage_words)
list(APPEND pages_templates
  follow followed following follows rhythm_words session_words unsubscribe)
list(APPEND pages_templates
  draft_said
  drafts
  amend
  amendment
  amendment_state
  amendments
  authors
  refuse_amendment
  answer_question
  ask_question
  questions
  conclude
  conclusion
  conclusions)
list(APPEND pages_templates
  about_oneself
  interests
  label
  label_fields
  point
  labels)
list(APPEND pages_templates
  found_row search search_kept similar)
list(APPEND pages_templates
  milestone_form
  news_form
  project_desk)
list(APPEND pages_templates
  passkey_fault
  passkey_words
  meeting meeting_form meeting_row meeting_seats meeting_text meeting_when meetings)
set(pages_static style.css logo.svg icons.svg count.js live.js
  similar.js
  draft.js
  locate.js
  passkey.js)
set(pages_catalogues en)

set(pages_files openapi.json)
set(pages_depends ${pages_dir}/embed.cmake ${pages_dir}/openapi.json)
foreach(name IN LISTS pages_templates)
  list(APPEND pages_files pages/${name}.mustache)
  list(APPEND pages_depends ${pages_dir}/pages/${name}.mustache)
endforeach()
foreach(name IN LISTS pages_static)
  list(APPEND pages_files static/${name} static/${name}.gz)
  list(APPEND pages_depends ${pages_dir}/static/${name} ${pages_generated}/static/${name}.gz)
  add_custom_command(OUTPUT ${pages_generated}/static/${name}.gz
    COMMAND ${CMAKE_COMMAND} -E make_directory ${pages_generated}/static
    COMMAND ${GZIP} -9nc ${pages_dir}/static/${name} > ${pages_generated}/static/${name}.gz
    DEPENDS ${pages_dir}/static/${name} VERBATIM)
endforeach()
foreach(name IN LISTS pages_catalogues)
  list(APPEND pages_files po/${name}.mo)
  list(APPEND pages_depends ${pages_generated}/po/${name}.mo)
  add_custom_command(OUTPUT ${pages_generated}/po/${name}.mo
    COMMAND ${CMAKE_COMMAND} -E make_directory ${pages_generated}/po
    COMMAND ${MSGFMT} --check-format -o ${pages_generated}/po/${name}.mo ${pages_dir}/po/${name}.po
    DEPENDS ${pages_dir}/po/${name}.po VERBATIM)
endforeach()
string(REPLACE ";" "|" pages_files_argument "${pages_files}")
add_custom_command(OUTPUT ${pages_generated}/embedded_files.cpp
  COMMAND ${CMAKE_COMMAND} "-DFILES=${pages_files_argument}" -DDIR=${pages_dir} -DGENERATED_DIR=${pages_generated}
    -DOUT=${pages_generated}/embedded_files.cpp -P ${pages_dir}/embed.cmake
  DEPENDS ${pages_depends} VERBATIM)

add_library(imaginons_pages STATIC
  ${pages_dir}/assets.cpp
  ${pages_dir}/catalogue.cpp
  ${pages_dir}/html_context.cpp
  ${pages_dir}/markdown.cpp
  ${pages_dir}/safe_url.cpp
  ${pages_dir}/template.cpp
  ${pages_dir}/template_text.cpp
  ${pages_dir}/pages/answers.cpp
  ${pages_dir}/pages/atom.cpp
  ${pages_dir}/pages/binding.cpp
  ${pages_dir}/pages/fault_words.cpp
  ${pages_dir}/pages/drafts.cpp
  ${pages_dir}/pages/writing.cpp
  ${pages_dir}/pages/questions.cpp
  ${pages_dir}/pages/conclusions.cpp
  ${pages_dir}/pages/following.cpp
  ${pages_dir}/pages/calendar.cpp
  ${pages_dir}/pages/home.cpp
  ${pages_dir}/pages/meetings.cpp
  ${pages_dir}/pages/pages.cpp
  ${pages_dir}/pages/past.cpp
  ${pages_dir}/pages/people.cpp
  ${pages_dir}/pages/projects.cpp
  ${pages_dir}/pages/proposals.cpp
  ${pages_dir}/pages/receipts.cpp
  ${pages_dir}/pages/search.cpp
  ${pages_dir}/pages/territory.cpp
  ${pages_dir}/pages/texts.cpp
  ${pages_generated}/embedded_files.cpp)
target_include_directories(imaginons_pages SYSTEM PRIVATE ${KAINJOW_INCLUDE})
target_link_libraries(imaginons_pages PRIVATE imaginons_warnings PkgConfig::CMARK Boost::locale OpenSSL::Crypto)
target_include_directories(imaginons_pages PUBLIC ${PROJECT_SOURCE_DIR})
imaginons_precompile(imaginons_pages REUSE_FROM imaginons_storage)
