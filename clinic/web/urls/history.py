"""History: for staff, by a patient's link, and on a tablet that was handed over."""

from django.urls import path

from clinic.web.views import history

urlpatterns = [
    path("patients/<uuid:patient_id>/history/", history.history, name="history"),
    path("patients/<uuid:patient_id>/history/repeat/", history.repeat, name="history_repeat"),
    path("patients/<uuid:patient_id>/history/link/", history.links, name="history_links"),
    path("patients/<uuid:patient_id>/history/tablet/", history.give_tablet, name="history_hand_over"),
    path(
        "patients/<uuid:patient_id>/history/<slug:section>/", history.history_section, name="history_section"
    ),
    path("history-links/<uuid:link_id>/close/", history.revoke_link, name="history_revoke_link"),
    path("handed/history/<uuid:patient_id>/", history.handed, name="history_handed"),
    path(
        "handed/history/<uuid:patient_id>/<slug:section>/",
        history.handed_section,
        name="history_handed_section",
    ),
    path("q/<str:token>/", history.by_link, name="history_by_link"),
    path("q/<str:token>/<slug:section>/", history.section_by_link, name="history_section_by_link"),
]
