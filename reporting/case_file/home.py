"""Who takes part: the organisation, its team, its group and mentors, and the web training."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cohorts.enums import FocusArea
from cohorts.models import GroupPost, Mentorship, Participation, TeamMember
from learning_meetings.models import TrainingRecord
from reporting.case_file.bundle import UPLOADED
from reporting.case_file.case import Case, Chapter
from reporting.case_file.records import Listing, Record, Shape, listed

PARTICIPATION = Shape(
    Participation,
    (
        "operation",
        "status",
        "admission_number",
        "focus_areas",
        "focus_other",
        "withdrawn_on",
        "withdrawal_reason",
        "completed_on",
        "completion",
    ),
    {
        "organisation": gettext_lazy("Organisation"),
        "organisation_code": gettext_lazy("Organisation’s code at SCB"),
        "unit": gettext_lazy("Unit"),
        "round": gettext_lazy("Round"),
    },
    {"focus_areas": FocusArea},
)
MEMBER = Shape(
    TeamMember,
    ("function", "name", "title", "email", "phone", "joined_on", "left_on", "left_because"),
)
GROUP = Shape(
    None,
    (),
    {
        "name": gettext_lazy("Name"),
        "published_at": gettext_lazy("Published"),
        "dissolved_on": gettext_lazy("Dissolved"),
        "participants": gettext_lazy("Participants"),
    },
    unread=frozenset({"name"}),
)
MENTOR = Shape(Mentorship, ("role", "ended_on"), {"organisation": gettext_lazy("Organisation")})
POST = Shape(GroupPost, ("created_at", "author_name", "text"), {"files": gettext_lazy("Files")})
TRAINED = Shape(TrainingRecord, ("name", "role", "completed_on"))


def read_participation(case: Case) -> list[Listing]:
    home = case.participation
    record = PARTICIPATION.record(
        home,
        title="",
        organisation=home.organisation.official_name,
        organisation_code=home.organisation.code,
        unit=str(home.unit) if home.unit else "",
        round=home.cohort.name,
    )
    team = TeamMember.objects.filter(participation=home).order_by("pk")
    trained = TrainingRecord.objects.filter(participation=home).order_by("name", "pk")
    return [
        Listing("participation", "", (record,)),
        listed("team", _("Team"), [MEMBER.record(one) for one in team], as_table=True),
        Listing("group", _("Group"), _group(home)),
        Listing("posts", _("Posts in the group"), _posts(case)),
        listed(
            "training", _("Web training"), [TRAINED.record(one) for one in trained], as_table=True
        ),
    ]


def _group(home: Participation) -> tuple[Record, ...]:
    """Who learns and mentors together is public; what the others do is not told here."""
    group = home.group
    if group is None:
        return ()
    members = group.participations.select_related("organisation", "unit").order_by("pk")
    mentors = Mentorship.objects.filter(group=group).select_related("organisation").order_by("pk")
    return (
        GROUP.record(
            group,
            title=group.name,
            name=group.name,
            published_at=group.published_at,
            dissolved_on=group.dissolved_on,
            participants=[str(one) for one in members],
            listings=[
                listed(
                    "mentors",
                    _("Mentors"),
                    [MENTOR.record(one, organisation=str(one.organisation)) for one in mentors],
                    as_table=True,
                )
            ],
        ),
    )


def _posts(case: Case) -> tuple[Record, ...]:
    """What the team itself wrote to its group. What partners wrote there is theirs."""
    home = case.participation
    own = TeamMember.objects.filter(participation=home).exclude(user=None).values("user")
    posts = GroupPost.objects.filter(group=home.group, author__in=own, removed_at=None)
    return tuple(
        POST.record(
            post,
            title=f"{post.created_at:%Y-%m-%d}",
            files=[
                path
                for each in post.files.all()
                if (
                    path := case.bundle.add_stored(
                        each.file, folder=UPLOADED, what=_("File in a post to the group")
                    )
                )
            ],
        )
        for post in posts.prefetch_related("files__file").order_by("created_at", "pk")
    )


HOME = Chapter(
    "participation",
    gettext_lazy("Participation, team and group"),
    read_participation,
    {
        "participation[]": PARTICIPATION,
        "team[]": MEMBER,
        "group[]": GROUP,
        "group[].mentors[]": MENTOR,
        "posts[]": POST,
        "training[]": TRAINED,
    },
)
