# imaginons_site: the site and the API as functions from Request to Reply, and the program.
find_package(CLI11 REQUIRED)

add_library(imaginons_site STATIC
  argument_sort.cpp
  api_json.cpp api_read.cpp api_write.cpp app.cpp entry_words.cpp error_pages.cpp errors.cpp forms.cpp json_body.cpp
  mailer.cpp mirror_command.cpp moment.cpp page_cache.cpp page_parts.cpp pages_lists.cpp pages_past.cpp pages_read.cpp
  pages_receipts.cpp pages_write.cpp plain.cpp public_log.cpp random.cpp rate_limit.cpp receipts.cpp routes.cpp serve.cpp sessions.cpp
  sign_in.cpp signing.cpp verbs.cpp writes.cpp
  errands.cpp witness_server.cpp witness_status.cpp witnesses.cpp
  hidden.cpp
  own_receipts.cpp
  account_page.cpp
  passkeys.cpp
  pages_passkeys.cpp
  feed_answer.cpp
  feed_words.cpp
  json_feed.cpp
  pages_feeds.cpp
  following.cpp
  letter_text.cpp
  letters.cpp
  unsubscribe.cpp
  pages_following.cpp
  account.cpp own_data.cpp pages_audit.cpp
  answer_form.cpp
  answer_parts.cpp
  api_answers.cpp
  pages_answers.cpp
  api_search.cpp
  pages_search.cpp
  searching.cpp
  drafts.cpp
  labels.cpp
  point_text.cpp
  geojson.cpp
  pages_territory.cpp
  pages_interests.cpp
  about_oneself.cpp
  api_territory.cpp
  api_writing.cpp
  pages_amendments.cpp
  pages_authors.cpp
  writing_parts.cpp
  api_questions.cpp
  api_conclusions.cpp
  pages_questions.cpp
  conclusion_parts.cpp
  pages_conclusions.cpp
  question_parts.cpp
  pages_drafts.cpp
  pages_propose.cpp
  api_meetings.cpp
  meeting_parts.cpp
  pages_meeting_forms.cpp
  pages_meetings.cpp
  api_projects.cpp
  pages_project_desk.cpp
  pages_project_forms.cpp
  project_parts.cpp)
target_link_libraries(imaginons_site
  PUBLIC imaginons_http imaginons_pages imaginons_commands imaginons_projections imaginons_storage
  PRIVATE imaginons_warnings fmt::fmt Boost::json CLI11::CLI11 PkgConfig::CURL PkgConfig::FIDO2 spdlog::spdlog_header_only)
imaginons_precompile(imaginons_site REUSE_FROM imaginons_storage)

add_executable(imaginons main.cpp)
target_link_libraries(imaginons PRIVATE imaginons_site imaginons_warnings CLI11::CLI11)
set_target_properties(imaginons PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})
