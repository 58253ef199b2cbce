"""Aftercare."""

from django.urls import path

from clinic.web.views import aftercare, languages, own_phone, own_record

urlpatterns = [
    path("patients/<uuid:patient_id>/aftercare/", aftercare.aftercare, name="aftercare"),
    path("patients/<uuid:patient_id>/aftercare/link/", aftercare.send_link, name="send_aftercare_link"),
    path("patients/<uuid:patient_id>/aftercare/print/", aftercare.print_aftercare, name="print_aftercare"),
    path("patients/<uuid:patient_id>/aftercare/pdf/", aftercare.pdf, name="pdf_aftercare"),
    path("patients/<uuid:patient_id>/aftercare/calendar/", aftercare.calendar, name="aftercare_calendar"),
    path("sessions/<uuid:session_id>/aftercare/", aftercare.write, name="write_aftercare"),
    path("aftercare-links/<uuid:link_id>/revoke/", aftercare.revoke_link, name="revoke_aftercare_link"),
    path("my/aftercare/<str:token>/", aftercare.by_link, name="aftercare_by_link"),
    path("my/aftercare/<str:token>/language/", languages.choose_language, name="aftercare_language"),
    path("my/aftercare/<str:token>/record/", own_record.record, name="own_record"),
    path("my/aftercare/<str:token>/record.json", own_record.record_json, name="own_record_json"),
    path("my/aftercare/<str:token>/record.pdf", own_record.record_pdf, name="own_record_pdf"),
    path("my/aftercare/<str:token>/erasure/", own_record.erasure, name="own_record_erasure"),
    path("my/aftercare/<str:token>/kept/", own_phone.kept, name="aftercare_kept_by_link"),
    path("my/aftercare/<str:token>/worker.js", own_phone.worker, name="aftercare_worker"),
    path("my/aftercare/<str:token>/app.webmanifest", own_phone.manifest, name="aftercare_manifest"),
    path("my/aftercare/<str:token>/worry/", aftercare.worry_by_link, name="aftercare_worry_by_link"),
    path("my/aftercare/<str:token>/calendar/", aftercare.calendar_by_link, name="aftercare_calendar_by_link"),
]
