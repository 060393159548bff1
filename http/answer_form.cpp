// A draft's fields and its words: see answer_form.hpp.
#include "http/answer_form.hpp"

#include <algorithm>

#include "commands/limits.hpp"

namespace imaginons::http {

namespace {

std::string_view name_of(events::AnswerOutcome outcome) {
    return outcome == events::AnswerOutcome::unset ? std::string_view()
                                                   : schema::EnumNameAnswerOutcome(outcome);
}

events::AnswerOutcome outcome_named(std::string_view name) {
    for (const auto outcome : schema::EnumValuesAnswerOutcome()) {
        if (name == name_of(outcome)) return outcome;
    }
    return events::AnswerOutcome::unset;
}

std::string_view name_of(events::Finding finding) {
    return finding == events::Finding::unset ? std::string_view()
                                             : schema::EnumNameFinding(finding);
}

events::Finding finding_named(std::string_view name) {
    for (const auto finding : schema::EnumValuesFinding()) {
        if (name == name_of(finding)) return finding;
    }
    return events::Finding::unset;
}

void put_criterion(pages::CriterionFields& fields,
                   const std::unique_ptr<events::Criterion>& criterion) {
    if (!criterion) return;
    fields.finding.value = name_of(criterion->finding);
    fields.reason.value = criterion->reason;
}

void take_criterion(pages::CriterionFields& fields, const PostedForm& posted,
                    const std::string& name) {
    fields.finding.value = posted.text(name);
    fields.reason.value = posted.text(name + "_reason");
}

void check_line(pages::Field& field, bool needed) {
    const std::size_t limit = field.limit;
    check_text(field, limit);
    if (!needed && field.fault == pages::Fault::missing) field.fault = pages::Fault::none;
}

void check_criterion(pages::CriterionFields& fields, bool may_be_open) {
    const bool open = finding_named(fields.finding.value) == events::Finding::unset;
    if (open && !may_be_open) fields.finding.fault = pages::Fault::not_chosen;
    check_line(fields.reason, !open || !may_be_open);
}

bool wrong(const pages::CriterionFields& fields) {
    return fields.finding.fault != pages::Fault::none || fields.reason.fault != pages::Fault::none;
}

std::unique_ptr<events::Criterion> criterion_in(const pages::CriterionFields& fields) {
    auto criterion = std::make_unique<events::Criterion>();
    criterion->finding = finding_named(fields.finding.value);
    criterion->reason = fields.reason.value;
    return criterion;
}

}  // namespace

void set_limits(pages::AnswerForm& form) {
    form.title.limit = commands::limits::title_chars;
    form.body.limit = commands::limits::answer_body_chars;
    for (auto* field :
         {&form.cost, &form.calendar, &form.redirected_to, &form.official, &form.function})
        field->limit = commands::limits::answer_line_chars;
    for (auto* criterion :
         {&form.competence, &form.legality, &form.general_interest, &form.feasibility})
        criterion->reason.limit = commands::limits::criterion_chars;
}

void put_words(pages::AnswerForm& form, const events::Answer& words) {
    form.outcome.value = name_of(words.outcome);
    form.title.value = words.title;
    form.body.value = words.body;
    put_criterion(form.competence, words.competence);
    put_criterion(form.legality, words.legality);
    put_criterion(form.general_interest, words.general_interest);
    put_criterion(form.feasibility, words.feasibility);
    form.cost.value = words.cost;
    form.calendar.value = words.calendar;
    form.redirected_to.value = words.redirected_to;
    form.official.value = words.official;
    form.function.value = words.function;
}

void take_fields(pages::AnswerForm& form, const PostedForm& posted) {
    form.outcome.value = posted.text("outcome");
    form.title.value = posted.text("title");
    form.body.value = posted.text("body");
    take_criterion(form.competence, posted, "competence");
    take_criterion(form.legality, posted, "legality");
    take_criterion(form.general_interest, posted, "general_interest");
    take_criterion(form.feasibility, posted, "feasibility");
    form.cost.value = posted.text("cost");
    form.calendar.value = posted.text("calendar");
    form.redirected_to.value = posted.text("redirected_to");
    form.official.value = posted.text("official");
    form.function.value = posted.text("function");
}

bool check(pages::AnswerForm& form) {
    using enum events::AnswerOutcome;
    const auto outcome = outcome_named(form.outcome.value);
    if (outcome == unset) form.outcome.fault = pages::Fault::not_chosen;
    const bool may_be_open = outcome == info_requested;
    check_line(form.title, true);
    check_line(form.body, true);
    for (auto* criterion :
         {&form.competence, &form.legality, &form.general_interest, &form.feasibility})
        check_criterion(*criterion, may_be_open);
    check_line(form.redirected_to, outcome == redirected);
    check_line(form.cost, outcome == accepted);
    check_line(form.calendar, outcome == accepted);
    check_line(form.official, true);
    check_line(form.function, true);
    const auto fields = {&form.outcome,  &form.title,         &form.body,     &form.cost,
                         &form.calendar, &form.redirected_to, &form.official, &form.function};
    const bool any = std::any_of(fields.begin(), fields.end(), [](const pages::Field* field) {
        return field->fault != pages::Fault::none;
    });
    return !any && !wrong(form.competence) && !wrong(form.legality) &&
           !wrong(form.general_interest) && !wrong(form.feasibility);
}

void put_fault(pages::AnswerForm& form, const commands::Refusal& refusal) {
    const std::pair<std::string_view, pages::Field*> fields[] = {
        {"outcome", &form.outcome},
        {"title", &form.title},
        {"body", &form.body},
        {"competence", &form.competence.finding},
        {"competence_reason", &form.competence.reason},
        {"legality", &form.legality.finding},
        {"legality_reason", &form.legality.reason},
        {"general_interest", &form.general_interest.finding},
        {"general_interest_reason", &form.general_interest.reason},
        {"feasibility", &form.feasibility.finding},
        {"feasibility_reason", &form.feasibility.reason},
        {"cost", &form.cost},
        {"calendar", &form.calendar},
        {"redirected_to", &form.redirected_to},
        {"official", &form.official},
        {"function", &form.function},
    };
    for (const auto& [name, field] : fields) {
        if (name != refusal.field) continue;
        field->fault = fault_of(refusal.code);
        if (refusal.limit != 0) field->limit = refusal.limit;
    }
}

events::Answer words_in(const pages::AnswerForm& form) {
    events::Answer answer;
    answer.outcome = outcome_named(form.outcome.value);
    answer.title = form.title.value;
    answer.body = form.body.value;
    answer.competence = criterion_in(form.competence);
    answer.legality = criterion_in(form.legality);
    answer.general_interest = criterion_in(form.general_interest);
    answer.feasibility = criterion_in(form.feasibility);
    answer.cost = form.cost.value;
    answer.calendar = form.calendar.value;
    answer.redirected_to = form.redirected_to.value;
    answer.official = form.official.value;
    answer.function = form.function.value;
    return answer;
}

}  // namespace imaginons::http
