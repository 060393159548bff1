#include "commands/charter.hpp"

#include <algorithm>

#include "commands/limits.hpp"
#include "commands/state.hpp"
#include "commands/text_rules.hpp"

namespace imaginons::commands {

std::optional<Refusal> not_in_force(const Charter& charter, std::uint32_t version) {
    if (charter.version != 0 && version == charter.version) return std::nullopt;
    return Refusal{RefusalCode::charter_version_not_in_force, "charter_version"};
}

Decision decide(const State& state, const PublishCharter& command, const Context& context) {
    if (auto refusal = not_the_city(context.actor)) return *refusal;
    if (auto refusal = defect_of(command.title, {"title", limits::title_chars})) return *refusal;
    const TextRule body_rule{
        .field = "body", .most_chars = limits::official_text_bytes, .many_lines = true};
    if (auto refusal = defect_of(command.body, body_rule)) return *refusal;
    const std::size_t bytes = command.title.size() + command.body.size();
    if (bytes > limits::official_text_bytes) {
        return Refusal{RefusalCode::too_long, "body", limits::official_text_bytes, bytes};
    }
    if (state.charter.version != 0 && command.title == state.charter.title &&
        command.body == state.charter.body) {
        return Refusal{RefusalCode::nothing_changed};
    }
    events::CharterPublished published;
    published.version = state.charter.version + 1;
    published.text = std::make_unique<events::Text>();
    published.text->title = command.title;
    published.text->body = command.body;
    return Facts{events::Fact(std::move(published))};
}

Decision decide(const State& state, const AcceptCharter& command, const Context& context) {
    if (auto refusal = not_a_person(state, context.actor)) return *refusal;
    if (auto refusal = not_in_force(state.charter, command.version)) return *refusal;
    if (!charter_not_accepted(state, context.actor.person))
        return Refusal{RefusalCode::charter_already_accepted};
    events::CharterAccepted accepted;
    accepted.person = context.actor.person;
    accepted.version = command.version;
    return Facts{events::Fact(accepted)};
}

void evolve(Charter& charter, const events::Meta&, const events::CharterPublished& event) {
    charter.version = event.version;
    charter.title = event.text ? event.text->title : "";
    charter.body = event.text ? event.text->body : "";
}

void evolve(Charter& charter, const events::Meta&, const events::CharterAccepted& event) {
    std::uint32_t& version = charter.accepted[event.person];
    version = std::max(version, event.version);
}

}  // namespace imaginons::commands
