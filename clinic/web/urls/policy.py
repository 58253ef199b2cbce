"""The clinic's policy: what is followed, the draft, and every version."""

from django.urls import path

from clinic.web.views import policy

urlpatterns = [
    path("policy/", policy.policy, name="policy"),
    path("policy/draft/", policy.draft, name="policy_draft"),
    path("policy/draft/start/", policy.start, name="policy_start"),
    path("policy/draft/sides/", policy.sides, name="policy_sides"),
    path("policy/draft/tighten/", policy.tighten, name="policy_tighten"),
    path("policy/draft/loosen/", policy.loosen, name="policy_loosen"),
    path("policy/draft/limit/", policy.limit, name="policy_limit"),
    path("policy/draft/rule/", policy.own_rule, name="policy_own_rule"),
    path("policy/draft/import/", policy.take_in, name="policy_import"),
    path("policy/draft/drop/", policy.drop, name="policy_drop"),
    path("policy/draft/discard/", policy.discard, name="policy_discard"),
    path("policy/draft/sign/", policy.sign, name="policy_sign"),
    path("policy/release/", policy.release, name="policy_release"),
    path("policy/rules/", policy.rules, name="policy_rules"),
    path("policy/rules/<slug:rule_id>/", policy.rule, name="policy_rule"),
    path("policy/versions/", policy.versions, name="policy_versions"),
    path("policy/versions/<int:number>/", policy.version, name="policy_version"),
    path("policy/versions/<int:number>/policy.toml", policy.export, name="policy_export"),
]
