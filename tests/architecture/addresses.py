"""What each variable part of an address points to in the world of the tests.

A page with a number in its address must be listed here before any test passes: the tests of
tenants ask for each row as somebody who has no business with it.
"""

from typing import Any

from django.urls import reverse

from tests.architecture.urlconf import Page, our_pages
from tests.architecture.world import Matter, World

APPLICATION = {"pk": "application"}
COLLABORATOR = {"pk": "application", "row": "collaborator"}
PARTICIPATION = {"pk": "participation"}
MATERIAL = {"pk": "material"}
MEETING = {"pk": "meeting"}
PART = {"pk": "meeting", "row": "agenda_item"}
TASK = {"pk": "meeting", "row": "checklist_item"}
OUTCOME = {"pk": "meeting", "row": "outcome"}
PRESENTATION = {"pk": "presentation"}
TRAINED = {"pk": "participation", "row": "training"}
PROMISE = {"pk": "promise"}
INDICATOR = {"pk": "indicator"}
CYCLE = {"pk": "cycle"}
IMPROVEMENT = {"pk": "improvement"}
DRIVER = {"pk": "improvement", "row": "driver"}
CHANGE_IDEA = {"pk": "improvement", "row": "change_idea"}
REPORT = {"pk": "report"}
EXAMPLE = {"pk": "example"}
TEXT = {"pk": "text_page"}
FILE_ORDER = {"pk": "file_order"}
INVOICE = {"pk": "invoice"}
PAYMENT = {"pk": "payment"}
ROWS: dict[str, dict[str, str]] = {
    "invoicing:ask_for_billing": PARTICIPATION,
    "invoicing:assign_payment": PAYMENT,
    "invoicing:billing": PARTICIPATION,
    "invoicing:credit_invoice": INVOICE,
    "invoicing:decide_fee": PARTICIPATION,
    "invoicing:invoice": INVOICE,
    "invoicing:invoice_copy": INVOICE,
    "invoicing:invoice_pdf": INVOICE,
    "invoicing:invoice_xml": INVOICE,
    "invoicing:issue": PARTICIPATION,
    "invoicing:own_invoices": PARTICIPATION,
    "invoicing:participant": PARTICIPATION,
    "invoicing:payment": PAYMENT,
    "invoicing:record_payment": INVOICE,
    "invoicing:run": {"pk": "invoice_run"},
    "invoicing:send_invoice": INVOICE,
    "invoicing:settle_payment": PAYMENT,
    "invoicing:take_back_payment": PAYMENT,
    "reporting:file_order": FILE_ORDER,
    "reporting:report_quotes": REPORT,
    "reporting:unmark_quote": {**REPORT, "row": "report_quote"},
    "reporting:ordered_file": {**FILE_ORDER, "row": "ordered_file"},
    "applications:application": APPLICATION,
    "applications:section": APPLICATION,
    "applications:document": {"pk": "application", "doc_pk": "document"},
    "applications:check": APPLICATION,
    "applications:submit": APPLICATION,
    "applications:receipt": APPLICATION,
    "applications:receipt_pdf": APPLICATION,
    "applications:withdraw": APPLICATION,
    "applications:colleagues": APPLICATION,
    "applications:accept_sender": APPLICATION,
    "applications:remove_colleague": COLLABORATOR,
    "applications:make_responsible": COLLABORATOR,
    "applications:revoke_invitation": {"pk": "application", "row": "invitation"},
    "applications:answer_access": {"pk": "application", "row": "access_request"},
    "applications:letter_pdf": {"pk": "decision"},
    "applications:decision_letter": {"pk": "prepared_decision"},
    "applications:decision_discard": {"pk": "prepared_decision"},
    "applications:condition_met": {"pk": "condition"},
    "applications:publication": {"pk": "batch"},
    "applications:review": APPLICATION,
    "applications:review_verdict": {"pk": "application", "verdict_pk": "verdict"},
    "applications:review_access": {"pk": "application", "request_pk": "access_request"},
    "applications:review_mark": APPLICATION,
    "applications:review_reopen": APPLICATION,
    "applications:review_completion": APPLICATION,
    "applications:review_completion_cancel": APPLICATION,
    "applications:review_note": APPLICATION,
    "applications:review_score": APPLICATION,
    "applications:review_accept_sender": APPLICATION,
    "applications:review_hand_over": APPLICATION,
    "applications:review_late_entry": APPLICATION,
    "applications:participation": PARTICIPATION,
    "applications:participation_withdraw": PARTICIPATION,
    "applications:participation_complete": PARTICIPATION,
    "applications:participation_reinstate": PARTICIPATION,
    "applications:participation_add_member": PARTICIPATION,
    "applications:participation_member": {"pk": "participation", "row": "team_member"},
    "cohorts:promise": PROMISE,
    "cohorts:ask_mentor": PROMISE,
    "cohorts:ask_mentor_again": PROMISE,
    "cohorts:take_back_question": PROMISE,
    "cohorts:note_answer": PROMISE,
    "cohorts:release_mentor": PROMISE,
    "cohorts:excuse_mentor": PROMISE,
    "cohorts:restore_promise": PROMISE,
    "cohorts:renew_promise": PROMISE,
    "cohorts:mentor_people": PROMISE,
    "grouping:proposal": {"pk": "proposal"},
    "grouping:adopt": {"pk": "proposal"},
    "reporting:my_participation": PARTICIPATION,
    "reporting:team_add": PARTICIPATION,
    "reporting:team_member": {"pk": "participation", "row": "team_member"},
    "reporting:handover": {"pk": "team_member"},
    "reporting:group": {"pk": "group"},
    "reporting:case_file": PARTICIPATION,
    "reporting:politician": PARTICIPATION,
    "reporting:politician_todo": PARTICIPATION,
    "reporting:politician_round": PARTICIPATION,
    "reporting:dashboard": PARTICIPATION,
    "reporting:mentor": {"pk": "group"},
    "reporting:politician_pdf": PARTICIPATION,
    "cohorts:write_post": {"pk": "group"},
    "cohorts:remove_post": {"pk": "post"},
    "cohorts:group_file": {"pk": "group_file"},
    "cohorts:organisation": {"pk": "organisation"},
    **{
        f"notifications:{name}": {"pk": "message"}
        for name in (
            "message",
            "edit_message",
            "hold_message",
            "release_message",
            "drop_message",
            "send_again",
        )
    },
    "learning_meetings:meeting": MEETING,
    "learning_meetings:send_invitations": MEETING,
    "learning_meetings:cancel_meeting": MEETING,
    "learning_meetings:hold_meeting": MEETING,
    "learning_meetings:agenda": MEETING,
    "learning_meetings:agenda_part": PART,
    "learning_meetings:move_agenda_part": PART,
    "learning_meetings:remove_agenda_part": PART,
    "learning_meetings:checklist": MEETING,
    "learning_meetings:checklist_task": TASK,
    "learning_meetings:tick_task": TASK,
    "learning_meetings:remove_task": TASK,
    "learning_meetings:meeting_roles": MEETING,
    "learning_meetings:publish_presentation": {"pk": "meeting", "row": "participation"},
    "learning_meetings:presentation": PRESENTATION,
    "learning_meetings:remove_presentation": PRESENTATION,
    "learning_meetings:meeting_attendance": MEETING,
    "learning_meetings:notes": MEETING,
    "learning_meetings:move_notes": MEETING,
    "learning_meetings:add_decision": MEETING,
    "learning_meetings:add_idea": MEETING,
    "learning_meetings:add_action": MEETING,
    "learning_meetings:tick_action": OUTCOME,
    "learning_meetings:remove_outcome": OUTCOME,
    "learning_meetings:evaluate": MEETING,
    "learning_meetings:evaluation": MEETING,
    "learning_meetings:material_page": MATERIAL,
    "learning_meetings:material_file": {"pk": "material", "version": "material_version"},
    "learning_meetings:material_edit": MATERIAL,
    "learning_meetings:material_show": MATERIAL,
    "learning_meetings:material_move": MATERIAL,
    "learning_meetings:material_remove": MATERIAL,
    "learning_meetings:material_reach": MATERIAL,
    "learning_meetings:training": PARTICIPATION,
    "learning_meetings:training_add": PARTICIPATION,
    "learning_meetings:training_import": PARTICIPATION,
    "learning_meetings:training_export": PARTICIPATION,
    "learning_meetings:training_template": PARTICIPATION,
    "learning_meetings:training_person": TRAINED,
    "learning_meetings:training_remove": TRAINED,
    "learning_meetings:sign_up": {"pk": "meeting"},
    "learning_meetings:own_answer": {"pk": "invitee"},
    "learning_meetings:own_answer_details": {"pk": "invitee"},
    "learning_meetings:poll": {"pk": "meeting"},
    "learning_meetings:choose_time": {"pk": "meeting", "date_pk": "poll_date"},
    "learning_meetings:close_poll": {"pk": "meeting"},
    "learning_meetings:take_date_back": {"pk": "meeting"},
    "learning_meetings:meeting_time": MEETING,
    "learning_meetings:meeting_period": MEETING,
    "learning_meetings:meeting_hosts": MEETING,
    "learning_meetings:ask_swap": MEETING,
    "learning_meetings:answer_swap": {"pk": "host_swap"},
    "improvements:home": PARTICIPATION,
    "improvements:new_improvement": PARTICIPATION,
    "improvements:improvement": IMPROVEMENT,
    "improvements:change_improvement": IMPROVEMENT,
    "improvements:move_improvement": IMPROVEMENT,
    "improvements:note_progress": IMPROVEMENT,
    "improvements:drivers": IMPROVEMENT,
    "improvements:rename_driver": DRIVER,
    "improvements:move_driver": DRIVER,
    "improvements:remove_driver": DRIVER,
    "improvements:add_change_idea": IMPROVEMENT,
    "improvements:change_idea": CHANGE_IDEA,
    "improvements:remove_change_idea": CHANGE_IDEA,
    "improvements:new_cycle": {"pk": "improvement"},
    "improvements:cycle": CYCLE,
    "improvements:cycle_plan": CYCLE,
    "improvements:cycle_do": CYCLE,
    "improvements:cycle_study": CYCLE,
    "improvements:cycle_act": CYCLE,
    "improvements:move_cycle": CYCLE,
    "improvements:cycle_history": CYCLE,
    "improvements:add_cycle_task": CYCLE,
    "improvements:tick_cycle_task": {"pk": "cycle", "row": "cycle_task"},
    "improvements:remove_cycle_task": {"pk": "cycle", "row": "cycle_task"},
    "improvements:observe": CYCLE,
    "improvements:observation_file": {"pk": "observation"},
    "improvements:remove_observation": {"pk": "observation"},
    "improvements:add_comment": {"pk": "improvement"},
    "improvements:add_cycle_comment": CYCLE,
    "improvements:remove_comment": {"pk": "comment"},
    "improvements:support": {"pk": "participation"},
    "improvements:papers": {"pk": "participation"},
    "improvements:check_paper": {"pk": "participation"},
    "improvements:papers_file": {"pk": "participation"},
    "improvements:assessments": PARTICIPATION,
    "improvements:start_assessment": PARTICIPATION,
    "improvements:assessment": {"pk": "assessment"},
    "improvements:answer_alone": {"pk": "assessment"},
    "improvements:agree": {"pk": "assessment"},
    "improvements:reopen_assessment": {"pk": "assessment"},
    "improvements:assessments_side_by_side": {"pk": "group"},
    "improvements:raise_moment": {"pk": "group"},
    "improvements:comparison": {"pk": "group"},
    "improvements:own_comparison": PARTICIPATION,
    "improvements:mirror": MEETING,
    "improvements:ask_mirror": MEETING,
    "improvements:answer_mirror": {"pk": "meeting", "row": "participation"},
    "improvements:reopen_mirror": {"pk": "meeting", "row": "participation"},
    "improvements:raise_mirror": MEETING,
    "improvements:indicators": PARTICIPATION,
    "improvements:new_indicator": PARTICIPATION,
    "improvements:indicator": INDICATOR,
    "improvements:change_indicator": INDICATOR,
    "improvements:close_indicator": INDICATOR,
    "improvements:reopen_indicator": INDICATOR,
    "improvements:indicator_figures": INDICATOR,
    "improvements:indicator_table": INDICATOR,
    "improvements:indicator_file": INDICATOR,
    "improvements:indicators_file": PARTICIPATION,
    "improvements:works_file": PARTICIPATION,
    "improvements:indicator_svg": INDICATOR,
    "improvements:indicator_pdf": INDICATOR,
    "improvements:indicator_marks": INDICATOR,
    "improvements:freeze_median": INDICATOR,
    "improvements:split_median": INDICATOR,
    "improvements:remove_baseline": {"pk": "indicator", "row": "baseline"},
    "improvements:add_event": INDICATOR,
    "improvements:remove_event": {"pk": "indicator", "row": "event"},
    "improvements:mark_point": INDICATOR,
    "improvements:unmark_point": {"pk": "indicator", "row": "measurement"},
    "improvements:official": PARTICIPATION,
    "improvements:official_search": PARTICIPATION,
    "improvements:choose_official": PARTICIPATION,
    "improvements:fetch_official": PARTICIPATION,
    "improvements:official_file": PARTICIPATION,
    "improvements:official_indicator": {"pk": "participation", "row": "chosen"},
    "improvements:unchoose_official": {"pk": "participation", "row": "chosen"},
    "improvements:starting_point": PARTICIPATION,
    "improvements:starting_point_section": PARTICIPATION,
    "improvements:starting_point_history": PARTICIPATION,
    "improvements:share_starting_point": PARTICIPATION,
    "improvements:take_back_starting_point": PARTICIPATION,
    **{
        f"reporting:{about}_paper{ending}": row
        for about, row in (("application", APPLICATION), ("report", REPORT))
        for ending in ("", "_docx", "_pdf")
    },
    "reporting:reports": PARTICIPATION,
    "reporting:begin_report": {"pk": "participation", "row": "report_occasion"},
    "archive:result": REPORT,
    "reporting:report": REPORT,
    "reporting:read_report": REPORT,
    "reporting:report_pdf": REPORT,
    "reporting:report_section": REPORT,
    "reporting:save_report_section": REPORT,
    "reporting:report_facts": REPORT,
    "reporting:report_public_tick": REPORT,
    "reporting:comment_report": REPORT,
    "reporting:report_earlier": REPORT,
    "reporting:report_works": REPORT,
    "reporting:send_report": REPORT,
    "reporting:return_report": REPORT,
    "reporting:approve_report": REPORT,
    "reporting:publish_report": REPORT,
    "reporting:withdraw_report": REPORT,
    "reporting:resolve_report_comment": {"pk": "report", "row": "report_comment"},
    "reporting:mend_report_point": {"pk": "report", "row": "report_point"},
    "reporting:example": EXAMPLE,
    "reporting:show_example": EXAMPLE,
    "reporting:earlier_examples": EXAMPLE,
    "reporting:text": TEXT,
    "reporting:show_text": TEXT,
    "reporting:earlier_texts": TEXT,
    **{
        f"reporting:{name}": {"pk": "evaluation"}
        for name in (
            "publish_evaluation",
            "withdraw_evaluation",
            "remove_evaluation",
            "evaluation_report",
            "evaluation_file",
        )
    },
    "demo_sign_in": {"pk": "owner"},
    "revoke_key": {"pk": "personal_key"},
    "api:result": {"id": "report"},
    "api:own_work": {"id": "improvement"},
    "api:own_indicator": {"id": "indicator"},
    "api:own_report": {"id": "report"},
}
# Parts of an address that are words; a token is one that nobody was given.
WORDS = {
    "action": "plan",
    "key": "why",
    "kind": "csv",
    "omgang": "modellkommuner",
    "rest": "finns/inte",
    "token": "ingen-har-fatt-den",
}


def unlisted() -> list[str]:
    """Pages of ours with a number in the address that ROWS does not explain."""
    return [
        page.name
        for page in our_pages()
        if {name for name, kind in page.arguments.items() if kind in {"int", "uuid"}}
        - ROWS.get(page.name, {}).keys()
    ]


def address(page: Page, world: World, matter: Matter, inner: Matter | None = None) -> str:
    """The page's address about `matter`; `inner` gives the rows below its outermost one."""
    values: dict[str, Any] = {}
    for name in page.arguments:
        if name == "slug":
            values[name] = world.cohort.slug
        elif name in WORDS:
            values[name] = WORDS[name]
        else:
            source = matter if name == "pk" or inner is None else inner
            key = ROWS[page.name][name]
            values[name] = source.owner.pk if key == "owner" else source.rows[key].pk
    return reverse(page.name, kwargs=values)
