"""The clinic's policy: what is followed, the draft of the next version, what it would change, and every version."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from clinic.accounts.models import Clinic
from clinic.records.actions.policy import (
    discard_policy,
    faults_of,
    revise_policy,
    sign_policy,
    start_policy_draft,
)
from clinic.records.impact import impact_of, release_impact
from clinic.records.models import PolicyDraft, PolicyVersion
from clinic.records.permissions import DIRECTORS
from clinic.records.queries.limits import limit_impact
from clinic.records.queries.policy import (
    content_of_clinic,
    draft_of,
    followed_or_shipped,
    newest_policy_version,
    overrides_of,
    policy_of_clinic,
    policy_versions,
    rule_counts,
)
from clinic.records.refusals import BadInput, EditedMeanwhile, NotHere, Refusal, WrongState
from clinic.records.snapshots import policy_file_from_text
from clinic.web import screen_lock
from clinic.web.forms.limits import LimitForm
from clinic.web.forms.policy import (
    DraftForm,
    DropForm,
    ImportForm,
    LoosenForm,
    OwnRuleForm,
    SideForm,
    TightenForm,
)
from clinic.web.forms.session import SignatureForm
from clinic.web.pages import READ_AND_WRITE, WRITE, Request, page, refuse_form, show_form
from clinic.web.shown import policy as policies
from clinic.web.shown import rules as shown_rules
from clinic.web.shown.limits import limits_for_page
from needlepoint.protocols.amendments import without_entry
from needlepoint.protocols.library import shipped_content
from needlepoint.protocols.policy import PolicyFile, policy_of, read_policy_file
from needlepoint.protocols.spelling import policy_toml
from needlepoint.protocols.stops import shipped_stops
from needlepoint.protocols.vetting import is_absolute
from needlepoint.vocabulary.errors import ContentError

NO_DRAFT = "There is no draft: it was signed or discarded meanwhile. Open the policy, and begin a new one."


@page(DIRECTORS)
def policy(request: Request) -> HttpResponse:
    """Show what is followed, on what sources disagree, and whether a draft is open."""
    version, draft = newest_policy_version(_clinic(request)), draft_of(_clinic(request))
    file = policy_file_from_text(version.text) if version else None
    context = {
        "version": version,
        "draft": draft,
        "entries": policies.entries(file),
        "faults": faults_of(file) if file else [],
        "conflicts": policies.conflicts_for_page(file, Form()),
    }
    return render(request, "policy/policy.html", context)


@page(DIRECTORS, methods=WRITE)
def start(request: Request) -> HttpResponse:
    """Begin a draft, or go on with the one that is open."""
    if draft_of(_clinic(request)) is None:
        start_policy_draft(request.actor, _clinic(request))
    return redirect("policy_draft")


@page(DIRECTORS)
def draft(request: Request) -> HttpResponse:
    """Show the draft: what it says otherwise than what is signed, and each of its entries."""
    open_draft = draft_of(_clinic(request))
    if open_draft is None:
        return redirect("policy")
    return render(request, "policy/draft.html", _draft_context(open_draft))


@page(DIRECTORS, methods=READ_AND_WRITE)
def sides(request: Request) -> HttpResponse:
    """Choose the side of a conflict."""
    form = SideForm(request.POST or None)
    saved = _saved(request, form, "policy_sides", lambda: f"#conflict-{form.cleaned_data['conflict']}")
    if saved is not None:
        return saved
    context = {"draft": _draft(request), "conflicts": policies.conflicts_for_page(_file(request), form)}
    return show_form(request, "policy/sides.html", form, context)


@page(DIRECTORS, methods=READ_AND_WRITE)
def tighten(request: Request) -> HttpResponse:
    """Make a rule harder."""
    return _entry(
        request, TightenForm(request.POST or None, initial=_initial(request)), "policy/tighten.html"
    )


@page(DIRECTORS, methods=READ_AND_WRITE)
def loosen(request: Request) -> HttpResponse:
    """Make a rule softer."""
    initial = _initial(request) | {"since": request.actor.today}
    return _entry(request, LoosenForm(request.POST or None, initial=initial), "policy/loosen.html")


@page(DIRECTORS, methods=READ_AND_WRITE)
def limit(request: Request) -> HttpResponse:
    """Draw a limit of a setting; what it would stop is shown first where somebody asks."""
    form = LimitForm(request.POST or None, initial=_initial(request))
    if request.POST.get("deed") == "preview" and form.is_valid():
        file = form.amended(_file(request), request.actor.name, request.actor.today)
        return render(request, "policy/limit.html", {"form": form, "limits": _limits(_draft(request), file)})
    return _entry(request, form, "policy/limit.html")


@page(DIRECTORS, methods=READ_AND_WRITE)
def own_rule(request: Request) -> HttpResponse:
    """Write a rule of the clinic's own."""
    open_draft = draft_of(_clinic(request))
    sources = policy_file_from_text(open_draft.text).source if open_draft else ()
    form = OwnRuleForm(sources, request.POST or None, initial=_initial(request))
    return _entry(request, form, "policy/own_rule.html")


@page(DIRECTORS, methods=READ_AND_WRITE)
def take_in(request: Request) -> HttpResponse:
    """Read a policy file into the draft."""
    is_sent = request.method == "POST"
    form = ImportForm(
        request.POST if is_sent else None, request.FILES if is_sent else None, initial=_initial(request)
    )
    if is_sent and form.is_valid():
        try:
            file = read_policy_file(form.cleaned_data["file"], "policy.toml", shipped_content())
            _revise(request, form, file)
            messages.success(request, _("Read into the draft. Look at it, then sign."))
            return redirect("policy_draft")
        except ContentError as error:
            form.add_error(
                "file", " ".join(f"{fault.key}: {fault.problem}; {fault.remedy}." for fault in error.faults)
            )
        except (BadInput, EditedMeanwhile) as refusal:
            refuse_form(form, refusal)
    return show_form(request, "policy/import.html", form, {"draft": _draft(request)})


@page(DIRECTORS, methods=WRITE)
def drop(request: Request) -> HttpResponse:
    """Take one entry back out of the draft."""
    form = DropForm(request.POST)
    if not form.is_valid():
        raise WrongState(_("This entry is not in the draft. Open the draft, and look at it."))
    given = form.cleaned_data
    file = without_entry(_file(request), given["block"], given["entry"])
    _revise(request, form, file)
    messages.success(request, _("Taken back."))
    return redirect("policy_draft")


@page(DIRECTORS, methods=WRITE)
def discard(request: Request) -> HttpResponse:
    """Give the draft up."""
    form = DraftForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    discard_policy(request.actor, _draft(request), version=version)
    messages.success(request, _("The draft is discarded. What is signed is followed as before."))
    return redirect("policy")


@page(DIRECTORS, methods=READ_AND_WRITE)
def sign(request: Request) -> HttpResponseBase:
    """Show what would change, and sign the draft as the next version."""
    open_draft = _draft(request)
    form = SignatureForm(request.POST if request.method == "POST" else None, has_pin=request.user.has_pin)
    if request.method == "POST" and form.is_valid():
        answer = _signed(request, open_draft, form)
        if answer is not None:
            return answer
    return show_form(
        request, "policy/sign.html", form, _draft_context(open_draft) | _impact(request, open_draft)
    )


@page(DIRECTORS)
def versions(request: Request) -> HttpResponse:
    """List every signed version, and what each said otherwise than the one before."""
    signed = policy_versions(_clinic(request))
    files = [policy_file_from_text(version.text) for version in signed]
    told = [
        {"version": version, "changes": policies.changes(older, file)}
        for version, file, older in zip(signed, files, [*files[1:], None], strict=False)
    ]
    return render(request, "policy/versions.html", {"versions": told})


@page(DIRECTORS)
def version(request: Request, number: int) -> HttpResponse:
    """Show one signed version in full, for reading and for paper."""
    signed = _version(request, number)
    file = policy_file_from_text(signed.text)
    context = {"version": signed, "entries": policies.entries(file), "file": file}
    return render(request, "policy/version.html", context)


@page(DIRECTORS)
def export(request: Request, number: int) -> HttpResponse:
    """Give one signed version as the TOML document that the library reads."""
    signed = _version(request, number)
    text = policy_toml(policy_file_from_text(signed.text))
    answer = HttpResponse(text, content_type="application/toml; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="policy-{signed.number}.toml"'
    return answer


@page(DIRECTORS)
def release(request: Request) -> HttpResponse:
    """Show what the content of this release, and what is followed now, make of decisions that were recorded before."""
    clinic = _clinic(request)
    followed = policy_of_clinic(clinic)
    impact = release_impact(clinic, followed, start=_start(request))
    context = {
        "impact": impact,
        "affected": policies.affected(impact, followed),
        "columns": policies.affected_columns(_("When it was recorded"), _("Now")),
        "content": shipped_content(),
    }
    return render(request, "policy/release.html", context)


@page(DIRECTORS)
def rules(request: Request) -> HttpResponse:
    """Say of every rule how often it stops somebody, and how often who decides otherwise: alarm fatigue is a hazard."""
    clinic = _clinic(request)
    content, counts = content_of_clinic(clinic), rule_counts(clinic)
    context = {
        "columns": shown_rules.columns(),
        "rows": shown_rules.rows(counts, content),
        "tiring": shown_rules.tiring(counts, content),
        "stops": shipped_stops(),
    }
    return render(request, "policy/rules.html", context)


@page(DIRECTORS)
def rule(request: Request, rule_id: str) -> HttpResponse:
    """Show what one rule does and rests on, and who decided otherwise here."""
    clinic = _clinic(request)
    content = content_of_clinic(clinic)
    known = content.contraindication.get(rule_id)
    if known is None:
        raise NotHere
    count = next((one for one in rule_counts(clinic) if one.rule == rule_id), None)
    context = shown_rules.evidence(known, content, followed_or_shipped(clinic)) | {
        "count": count,
        "share": shown_rules.share(count) if count else "–",
        "overrides": overrides_of(clinic, rule_id),
        "stops": shipped_stops(),
        "vignettes": shipped_stops().vignettes.by_rule.get(rule_id, 0),
        "demonstration": shipped_stops().demonstration.by_rule.get(rule_id, 0),
        "draft": draft_of(clinic),
        "can_loosen": rule_id in shipped_content().contraindication and not is_absolute(known),
    }
    return render(request, "policy/rule.html", context)


def _clinic(request: Request) -> Clinic:
    assert request.actor.clinic is not None  # a director has a clinic
    return request.actor.clinic


def _draft(request: Request) -> PolicyDraft:
    open_draft = draft_of(_clinic(request))
    if open_draft is None:
        raise WrongState(_(NO_DRAFT))
    return open_draft


def _file(request: Request) -> PolicyFile:
    return policy_file_from_text(_draft(request).text)


def _version(request: Request, number: int) -> PolicyVersion:
    signed = next((one for one in policy_versions(_clinic(request)) if one.number == number), None)
    if signed is None:
        raise NotHere
    return signed


def _initial(request: Request) -> dict[str, Any]:
    open_draft = draft_of(_clinic(request))
    rule = {"rule": request.GET["rule"]} if "rule" in request.GET else {}
    return {"version": open_draft.version if open_draft else 1} | rule


def _entry(request: Request, form: DraftForm, template: str) -> HttpResponse:
    """Show the form of one entry, and put what it says into the draft."""
    saved = _saved(request, form, "policy_draft", lambda: "")
    return saved or show_form(request, template, form, {"draft": _draft(request)})


def _saved(request: Request, form: DraftForm, place: str, anchor: Callable[[], str]) -> HttpResponse | None:
    """Put what a form says into the draft; nothing where the page has to be shown again."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        _revise(request, form, form.amended(_file(request), request.actor.name, request.actor.today))
    except Refusal as refusal:
        if not isinstance(refusal, BadInput | EditedMeanwhile):
            raise
        refuse_form(form, refusal)
        return None
    messages.success(request, _("In the draft. Nobody follows it until you sign."))
    return redirect(reverse(place) + anchor())


def _revise(request: Request, form: DraftForm, file: PolicyFile) -> None:
    revise_policy(request.actor, _draft(request), file, version=form.cleaned_data["version"])


def _draft_context(open_draft: PolicyDraft) -> dict[str, Any]:
    file = policy_file_from_text(open_draft.text)
    signed = policy_file_from_text(open_draft.follows.text) if open_draft.follows else None
    return {
        "draft": open_draft,
        "changes": policies.changes(signed, file),
        "entries": policies.entries(file),
        "faults": faults_of(file),
    }


def _impact(request: Request, open_draft: PolicyDraft) -> dict[str, Any]:
    """Re-run what is recorded under the draft; where one of the two cannot be followed, say so instead."""
    try:
        before, after = _policies(open_draft)
    except ContentError as error:
        return {"impact": None, "impossible": str(error)}
    impact = impact_of(open_draft.clinic, before, after, start=_start(request))
    return {
        "impact": impact,
        "affected": policies.affected(impact, after),
        "columns": policies.affected_columns(_("Now"), _("With the draft")),
        "limits": _limits(open_draft, policy_file_from_text(open_draft.text)),
    }


def _limits(open_draft: PolicyDraft, file: PolicyFile) -> dict[str, Any]:
    """Hold open plans against the limits of a policy; empty where it cannot be followed, or draws none otherwise."""
    try:
        before, after = _policies(open_draft)[0], policy_of(file, "draft", shipped_content())
    except ContentError:
        return {}
    return limits_for_page(limit_impact(open_draft.clinic, before, after))


def _start(request: Request) -> int:
    start = request.GET.get("start", "0")
    return int(start) if start.isascii() and start.isdigit() and len(start) < 9 else 0


def _policies(open_draft: PolicyDraft) -> tuple[Any, Any]:
    content = shipped_content()
    signed = open_draft.follows.text if open_draft.follows else None
    before = policy_of(policy_file_from_text(signed), "signed", content) if signed else policies.SHIPPED
    return before, policy_of(policy_file_from_text(open_draft.text), "draft", content)


def _signed(request: Request, open_draft: PolicyDraft, form: SignatureForm) -> HttpResponseBase | None:
    """Prove who signs, and sign what was seen; nothing where the page has to be shown again."""
    proof = screen_lock.prove(request, form.cleaned_data["secret"])
    if proof == "out":
        return redirect_to_login(reverse("policy_sign"))
    if proof == "wrong":
        form.add_error("secret", _("This is not it. Nothing was signed yet; try once more."))
        return None
    seen = request.POST.get("version", "")
    number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
    try:
        signed = sign_policy(request.actor, open_draft, form.cleaned_data["typed_name"], version=number)
    except (BadInput, EditedMeanwhile) as refusal:
        refuse_form(form, refusal)
        return None
    messages.success(request, _("Signed: version %(n)s of the policy.") % {"n": signed.number})
    return redirect("policy")
