"""Handpieces and what was measured of them."""

from django.urls import path

from clinic.web.views import commissioning

urlpatterns = [
    path("handpieces/", commissioning.handpieces, name="handpieces"),
    path("handpieces/add/", commissioning.add, name="add_handpiece"),
    path("handpieces/<uuid:handpiece_id>/", commissioning.handpiece, name="handpiece"),
    path("handpieces/<uuid:handpiece_id>/stamp/", commissioning.stamp, name="stamp_test"),
    path("handpieces/<uuid:handpiece_id>/stamp/share/", commissioning.share, name="stamp_share"),
    path("handpieces/<uuid:handpiece_id>/depth/", commissioning.depth, name="depth_check"),
    path("handpieces/<uuid:handpiece_id>/service/", commissioning.service, name="handpiece_service"),
    path("handpieces/<uuid:handpiece_id>/<slug:change>/", commissioning.change, name="change_handpiece"),
    path("handpieces/records/<uuid:record_id>/correct/", commissioning.correct, name="correct_commissioning"),
]
