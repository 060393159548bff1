// What a debate came to, through the API: written by agents and by owners of projects; read with
// the proposal or the project.
#include "http/api.hpp"
#include "http/api_entrance.hpp"
#include "http/errors.hpp"
#include "http/json_body.hpp"

namespace imaginons::http::api {

namespace {

void read_words(FieldReader& fields, commands::PublishConclusion& body) {
    body.words.said_for = with_plain_line_ends(fields.text("said_for"));
    body.words.said_against = with_plain_line_ends(fields.text("said_against"));
    body.words.left_open = with_plain_line_ends(fields.optional_text("left_open").value_or(""));
    const auto version = fields.optional_whole("version", 1, 0xFFFFFFFF);
    body.seen_version = static_cast<std::uint32_t>(version.value_or(0));
}

}  // namespace

Reply conclude_proposal(Visit& visit) {
    return write_about(visit, &commands::PublishConclusion::proposal,
                       commands::RefusalCode::unknown_proposal, read_words);
}

Reply conclude_phase(Visit& visit) {
    return write_about(visit, &commands::PublishConclusion::project,
                       commands::RefusalCode::unknown_project,
                       [](FieldReader& fields, commands::PublishConclusion& body) {
                           read_words(fields, body);
                           const auto phase = fields.optional_whole("phase", 0, 0xFFFF);
                           if (!phase) fields.refuse("phase", "The phase is missing.");
                           body.phase = static_cast<std::uint16_t>(phase.value_or(0));
                       });
}

}  // namespace imaginons::http::api
