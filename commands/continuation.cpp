#include "commands/continuation.hpp"

#include "commands/limits.hpp"
#include "commands/text_rules.hpp"

namespace imaginons::commands {

Decision decide(const State&, const ContinueLog& command, const Context& context) {
    if (context.actor.kind != Actor::Kind::city) return Refusal{RefusalCode::not_the_city};
    const TextRule name{.field = "former_origin", .most_chars = limits::origin_bytes};
    if (auto refusal = defect_of(command.former_origin, name)) return *refusal;
    const TextRule note{
        .field = "former_note", .most_chars = limits::former_note_bytes, .many_lines = true};
    if (auto refusal = defect_of(command.former_note, note)) return *refusal;
    if (command.former_note.size() > limits::former_note_bytes) {
        return Refusal{RefusalCode::too_long, "former_note", limits::former_note_bytes,
                       command.former_note.size()};
    }
    // What was signed last is at least what was restored: the backup ends at a signed checkpoint.
    if (command.former_size < command.size)
        return Refusal{RefusalCode::unknown_value, "former_size"};
    events::LogContinued continued;
    continued.former_origin = command.former_origin;
    continued.former_size = command.former_size;
    continued.former_root = command.former_root;
    continued.former_note = command.former_note;
    continued.size = command.size;
    continued.root = command.root;
    return Facts{events::Fact(std::move(continued))};
}

}  // namespace imaginons::commands
