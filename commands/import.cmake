# Other people's data and the demo: readers, converters, and the commands made of them.
find_package(LibXml2 REQUIRED)
target_sources(imaginons_commands PRIVATE
  csv.cpp html_to_markdown.cpp markdown_runs.cpp text_to_markdown.cpp import.cpp import_plan.cpp import_polis.cpp import_republique.cpp json_lines.cpp token.cpp
  erase_command.cpp erasure.cpp restore.cpp
  role_command.cpp
  territory_command.cpp
  demo_fr_territory.cpp
  demo_fr_answers.cpp
  demo_fr_meetings.cpp
  demo_fr_questions.cpp
  demo_fr_conclusions.cpp
  demo_fr_together.cpp
  demo.cpp demo_fr_free.cpp demo_fr_in_projects.cpp demo_fr_projects.cpp)
target_link_libraries(imaginons_commands PRIVATE Boost::json LibXml2::LibXml2)
