"""Plans."""

from django.urls import path

from clinic.web.views import accumulation, comparison, density, planning, sheets, unknowns

urlpatterns = [
    path("patients/<uuid:patient_id>/plan/sum/", accumulation.plan_sum, name="plan_sum"),
    path("patients/<uuid:patient_id>/plan/compare/", comparison.comparison, name="compare_plans"),
    path("planning/unknowns/", unknowns.unknowns, name="unknowns"),
    path("planning/density/", density.density, name="density"),
    path("patients/<uuid:patient_id>/plan/", planning.plan, name="planning"),
    path("patients/<uuid:patient_id>/plan/start/", planning.start, name="start_plan"),
    path("patients/<uuid:patient_id>/plan/preview/", planning.preview, name="preview_plan"),
    path("patients/<uuid:patient_id>/plan/discard/", planning.discard, name="discard_plan"),
    path("patients/<uuid:patient_id>/plan/screen/", planning.screen_again, name="screen_for_plan"),
    path("patients/<uuid:patient_id>/plan/prescriber/", planning.prescriber_word, name="prescriber_word"),
    path("patients/<uuid:patient_id>/plan/<uuid:plan_id>/", planning.version, name="plan_version"),
    path("patients/<uuid:patient_id>/plan/<uuid:plan_id>/print/", planning.print_plan, name="print_plan"),
    path("patients/<uuid:patient_id>/plan/<uuid:plan_id>/sheet/", sheets.plan_sheet, name="plan_sheet"),
    path("patients/<uuid:patient_id>/plan/<uuid:plan_id>/sheet/pdf/", sheets.pdf_plan, name="pdf_plan"),
]
