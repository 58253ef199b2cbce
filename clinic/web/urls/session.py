"""Sessions."""

from django.urls import path

from clinic.web.views import deliveries, session, session_deeds

urlpatterns = [
    path("patients/<uuid:patient_id>/sessions/", session.sessions, name="session"),
    path("patients/<uuid:patient_id>/sessions/begin/", session.begin, name="begin_session"),
    path("sessions/<uuid:session_id>/changes/", session.changes, name="session_changes"),
    path("sessions/<uuid:session_id>/time-out/", session.time_out, name="session_time_out"),
    path("sessions/<uuid:session_id>/chart/", session.chart, name="session_chart"),
    path("sessions/<uuid:session_id>/sign/", session.sign, name="session_sign"),
    path("sessions/<uuid:session_id>/", session.record, name="session_record"),
    path("sessions/<uuid:session_id>/amend/", session.amend, name="amend_session"),
    path("sessions/<uuid:session_id>/print/", session.print_session, name="print_session"),
    path("sessions/<uuid:session_id>/override/", session_deeds.override, name="override_session_block"),
    path("sessions/<uuid:session_id>/do/<slug:deed>/", session_deeds.change, name="change_session"),
    path("sessions/<uuid:session_id>/deliver/", deliveries.deliver_entry, name="deliver_entry"),
    path("sessions/<uuid:session_id>/settle/<uuid:delivery_id>/", deliveries.settle, name="settle_delivery"),
    path("sessions/unsettled/", deliveries.unsettled, name="unsettled"),
    path("sessions/empty-chart/", deliveries.shell, name="charting_shell"),
    path("sessions/worker.js", deliveries.worker, name="charting_worker"),
]
