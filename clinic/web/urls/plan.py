"""Plans."""

from django.urls import path

from clinic.web.views import plan

urlpatterns = [
    path("patients/<uuid:patient_id>/plan/", plan.plan, name="plan"),
    path("patients/<uuid:patient_id>/plan/start/", plan.start, name="start_plan"),
    path("patients/<uuid:patient_id>/plan/preview/", plan.preview, name="preview_plan"),
    path("patients/<uuid:patient_id>/plan/discard/", plan.discard, name="discard_plan"),
    path("patients/<uuid:patient_id>/plan/screen/", plan.screen_again, name="screen_for_plan"),
    path("patients/<uuid:patient_id>/plan/prescriber/", plan.prescriber_word, name="prescriber_word"),
    path("patients/<uuid:patient_id>/plan/<uuid:plan_id>/", plan.version, name="plan_version"),
    path("patients/<uuid:patient_id>/plan/<uuid:plan_id>/print/", plan.print_plan, name="print_plan"),
]
